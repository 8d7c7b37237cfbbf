using static Nexus.Domain.Kpis.MetricDirection;
using static Nexus.Domain.Kpis.MetricUnit;

namespace Nexus.Domain.Kpis;

public static partial class MetricCatalog
{
    private static IEnumerable<MetricDefinition> Ads()
    {
        var ads = new Origin("marketing", "meta-ads", "linkedin-ads", "x-ads");
        return
        [
            Sum("ads.spend", "Ad spend", Money, None, ads, "Money spent on adverts."),
            Sum(
                "ads.conversion_value",
                "Conversion value",
                Money,
                Good,
                ads,
                "Money that the networks attribute to adverts."
            ),
            Sum("ads.impressions", "Impressions", Count, Good, ads, "How often adverts were shown."),
            Sum("ads.clicks", "Clicks", Count, Good, ads, "Clicks anywhere on adverts."),
            Sum("ads.link_clicks", "Link clicks", Count, Good, ads, "Clicks that lead to the advertised page."),
            Sum("ads.conversions", "Conversions", Count, Good, ads, "Goals that the networks attribute to adverts."),
            Sum(
                "ads.purchases",
                "Attributed purchases",
                Count,
                Good,
                ads,
                "Orders that the networks attribute to adverts."
            ),
            Sum("ads.leads", "Leads", Count, Good, ads, "Contacts left through adverts."),
            Sum("ads.video_views", "Video views", Count, Good, ads, "Plays that the network counts as a view."),
            Sum("ads.video_completions", "Video completions", Count, Good, ads, "Plays that reached the end."),
            Sum("ads.engagements", "Engagements", Count, Good, ads, "Reactions, comments, shares and clicks."),
            AsGiven("ads.reach", "Reach", Count, Good, ads, "Different people who saw an advert."),
            AsGiven(
                "ads.frequency",
                "Frequency",
                Number,
                None,
                ads,
                "How often a reached person saw adverts on average."
            ),
            Ratio(
                "ads.ctr",
                "Click rate",
                Percent,
                Good,
                ads,
                "Share of the impressions that were clicked.",
                new("clicks ÷ impressions", [Part("ads.clicks")], [Part("ads.impressions")])
            ),
            Ratio(
                "ads.link_ctr",
                "Link click rate",
                Percent,
                Good,
                ads,
                "Share of the impressions that led to the advertised page.",
                new("link clicks ÷ impressions", [Part("ads.link_clicks")], [Part("ads.impressions")])
            ),
            Ratio(
                "ads.conversion_rate",
                "Ad conversion rate",
                Percent,
                Good,
                ads,
                "Conversions as a share of clicks.",
                new("conversions ÷ clicks", [Part("ads.conversions")], [Part("ads.clicks")])
            ),
            Ratio(
                "ads.cpc",
                "Cost per click",
                Money,
                Bad,
                ads,
                "What a click costs.",
                new("spend ÷ clicks", [Part("ads.spend")], [Part("ads.clicks")])
            ),
            Ratio(
                "ads.cpm",
                "Cost per 1,000 impressions",
                Money,
                Bad,
                ads,
                "What a thousand impressions cost.",
                new("1,000 × spend ÷ impressions", [Part("ads.spend")], [Part("ads.impressions")], Scale: 1000m)
            ),
            Ratio(
                "ads.cpl",
                "Cost per lead",
                Money,
                Bad,
                ads,
                "What a contact costs.",
                new("spend ÷ leads", [Part("ads.spend")], [Part("ads.leads")])
            ),
            Ratio(
                "ads.cpa",
                "Cost per conversion",
                Money,
                Bad,
                ads,
                "What a conversion costs.",
                new("spend ÷ conversions", [Part("ads.spend")], [Part("ads.conversions")])
            ),
            Ratio(
                "ads.roas",
                "Return on ad spend",
                Number,
                Good,
                ads,
                "Attributed money for each unit spent.",
                new("conversion value ÷ spend", [Part("ads.conversion_value")], [Part("ads.spend")])
            ),
            Ratio(
                "marketing.acquisition_cost",
                "Customer acquisition cost",
                Money,
                Bad,
                new Origin("marketing", "meta-ads", "linkedin-ads", "x-ads", "stripe"),
                "Ad spend for each new customer, across all sources.",
                new("ad spend ÷ new customers", [Part("ads.spend")], [Part("customers.new")])
            ),
        ];
    }
}
