using Nexus.Domain.Kpis;

namespace Nexus.Domain.Tests.Kpis;

public sealed class MetricCatalogTests
{
    // unit aggregation direction: keys
    private const string Expected = """
        money sum good: revenue.gross_volume revenue.net_volume revenue.usage revenue.mrr_new revenue.mrr_expansion revenue.mrr_reactivation finance.revenue web.purchase_revenue web.total_revenue ads.conversion_value
        money sum bad: revenue.refunds revenue.disputes revenue.fees revenue.mrr_contraction revenue.mrr_churned finance.costs
        money sum none: revenue.mrr_fx ads.spend
        money last good: revenue.mrr revenue.mrr_contracted finance.cash_balance
        money last bad: revenue.mrr_scheduled_churn
        money ratio good: revenue.arr revenue.arpa revenue.ltv
        money ratio bad: ads.cpc ads.cpm ads.cpl ads.cpa marketing.acquisition_cost
        percent ratio bad: revenue.churn_rate customers.churn_rate payments.failure_rate refunds.rate disputes.rate web.bounce_rate
        percent ratio good: revenue.nrr revenue.grr disputes.win_rate trials.conversion_rate finance.profit_margin web.engagement_rate web.key_event_rate ads.ctr ads.link_ctr ads.conversion_rate objectives.progress
        number ratio good: revenue.quick_ratio ads.roas
        months ratio good: finance.cash_runway
        seconds ratio good: web.session_duration
        count last good: customers.active objectives.completed
        count last bad: security.vulnerabilities objectives.at_risk objectives.overdue
        count last none: objectives.total objectives.measured
        number last good: security.score
        count sum good: customers.new customers.reactivated payments.recovered trials.ended trials.converted web.sessions web.engaged_sessions web.page_views web.events web.key_events web.new_users web.purchases ads.impressions ads.clicks ads.link_clicks ads.conversions ads.purchases ads.leads ads.video_views ads.video_completions ads.engagements notes.edited
        count sum bad: customers.churned payments.failed
        count sum none: payments.attempted
        seconds sum good: web.engagement_seconds
        count none bad: customers.churned_opening
        money none bad: revenue.mrr_churned_opening revenue.mrr_contraction_opening
        money none good: revenue.mrr_expansion_opening
        count none good: web.active_users web.total_users web.active_1d web.active_7d web.active_28d ads.reach
        number none none: ads.frequency
        percent none good: operations.service_uptime operations.asset_utilization operations.automation_coverage
        """;

    public static TheoryData<string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var line in Expected.Split('\n', StringSplitOptions.TrimEntries))
            {
                var (kind, keys) = (line.Split(':')[0], line.Split(':')[1]);
                foreach (var key in keys.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                    rows.Add(key, kind);
            }
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_metric_means_what_the_catalogue_says(string key, string kind)
    {
        Assert.True(MetricCatalog.TryFind(key, out var metric));
        Assert.Equal(kind, $"{metric.Unit} {metric.Aggregation} {metric.Direction}", ignoreCase: true);
    }

    [Fact]
    public void Only_parts_of_formulas_are_added_to_the_agreed_rows()
    {
        var agreed = Rows.Select(row => (string)row[0]).ToHashSet();
        var parts = MetricCatalog.All.SelectMany(metric => metric.Formula?.Terms ?? []).Select(term => term.Metric);

        Assert.Empty(MetricCatalog.All.Select(metric => metric.Key).Except(agreed).Except(parts));
    }

    [Fact]
    public void Every_ratio_has_a_formula_of_known_parts_and_nothing_else_has_one()
    {
        foreach (var metric in MetricCatalog.All)
        {
            Assert.Equal(metric.Aggregation == MetricAggregation.Ratio, metric.Formula is not null);
            foreach (var term in metric.Formula?.Terms ?? [])
            {
                Assert.True(MetricCatalog.TryFind(term.Metric, out var part), $"{metric.Key} needs {term.Metric}");
                if (term.Moment == FormulaMoment.AtOpening)
                    Assert.Equal(MetricAggregation.Last, part.Aggregation);
            }
        }
    }

    [Fact]
    public void No_formula_leads_back_to_itself()
    {
        foreach (var metric in MetricCatalog.All)
            Walk(metric, []);

        static void Walk(MetricDefinition metric, IReadOnlyList<string> path)
        {
            Assert.DoesNotContain(metric.Key, path);
            foreach (var term in metric.Formula?.Terms ?? [])
            {
                if (MetricCatalog.TryFind(term.Metric, out var part))
                    Walk(part, [.. path, metric.Key]);
            }
        }
    }

    [Fact]
    public void Every_metric_says_where_it_belongs_and_where_it_comes_from()
    {
        string[] categories = ["finance", "marketing", "operations", "security", "productivity"];
        foreach (var metric in MetricCatalog.All)
        {
            Assert.Contains(metric.Category, categories);
            Assert.NotEmpty(metric.Name);
            Assert.EndsWith(".", metric.Description, StringComparison.Ordinal);
            Assert.NotEmpty(metric.Sources);
            Assert.Matches("^[a-z]+\\.[a-z0-9_]+$", metric.Key);
        }
    }
}
