using System.Collections.Frozen;

namespace Nexus.Infrastructure.Integrations.Stripe.Records;

/// <summary>The fields that Stripe documents, of all API versions since 2019; any other is counted as drift.</summary>
internal static class KnownFields
{
    private static readonly FrozenDictionary<string, FrozenSet<string>> ByObject = new Dictionary<string, string>
    {
        ["balance_transaction"] = """
            amount available_on balance_type created currency description exchange_rate fee fee_details id
            livemode metadata net object reporting_category source status type
            """,
        ["charge"] = """
            amount amount_captured amount_refunded application application_fee application_fee_amount
            authorization_code balance_transaction billing_details calculated_statement_descriptor captured
            created currency customer description destination dispute disputed failure_balance_transaction
            failure_code failure_message fraud_details id invoice level3 livemode metadata object on_behalf_of
            order outcome paid payment_intent payment_method payment_method_details presentment_details
            radar_options receipt_email receipt_number receipt_url refunded refunds review shipping source
            source_transfer statement_descriptor statement_descriptor_suffix status transfer transfer_data
            transfer_group
            """,
        ["coupon"] = """
            amount_off applies_to created currency currency_options deleted duration duration_in_months id
            livemode max_redemptions metadata name object percent_off redeem_by times_redeemed valid
            """,
        ["credit_note"] = """
            amount amount_shipping created currency customer customer_account customer_balance_transaction
            discount_amount discount_amounts effective_at id invoice lines livemode memo metadata number object
            out_of_band_amount pdf post_payment_amount pre_payment_amount pretax_credit_amounts reason refund
            refunds shipping_cost status subtotal subtotal_excluding_tax tax_amounts total total_excluding_tax
            total_taxes type voided_at
            """,
        ["customer"] = """
            account_balance address balance business_name cash_balance created currency customer_account
            default_source deleted delinquent description discount email id individual_name
            invoice_credit_balance invoice_prefix invoice_settings livemode metadata name next_invoice_sequence
            object phone preferred_locales shipping sources subscriptions tax tax_exempt tax_ids test_clock
            """,
        ["dispute"] = """
            amount balance_transaction balance_transactions charge created currency enhanced_eligibility_types
            evidence evidence_details evidence_due_by id is_charge_refundable livemode metadata
            network_reason_code object payment_intent payment_method_details reason status
            """,
        ["invoice"] = """
            account_country account_name account_tax_ids amount_due amount_overpaid amount_paid amount_remaining
            amount_shipping amounts_due application application_fee application_fee_amount attempt_count
            attempted auto_advance automatic_tax automatically_finalizes_at billing_reason charge closed
            collection_method confirmation_secret created currency custom_fields customer customer_account
            customer_address customer_email customer_name customer_phone customer_shipping customer_tax_exempt
            customer_tax_ids default_payment_method default_source default_tax_rates deleted description
            discount discounts due_date effective_at ending_balance footer from_invoice hosted_invoice_url id
            invoice_pdf issuer last_finalization_error latest_revision lines livemode metadata
            next_payment_attempt number object on_behalf_of paid paid_out_of_band parent payment_intent
            payment_settings payments period_end period_start post_payment_credit_notes_amount
            pre_payment_credit_notes_amount quote receipt_number rendering rendering_options shipping_cost
            shipping_details starting_balance statement_descriptor status status_transitions subscription
            subscription_proration_date subtotal subtotal_excluding_tax tax tax_percent test_clock
            threshold_reason total total_discount_amounts total_excluding_tax total_margin_amounts
            total_pretax_credit_amounts total_tax_amounts total_taxes transfer_data webhooks_delivered_at
            """,
        ["invoice_payment"] = """
            amount_paid amount_requested created currency id invoice is_default livemode object payment status
            status_transitions
            """,
        ["payment_intent"] = """
            allocated_funds allowed_source_types amount amount_capturable amount_details amount_received
            application application_fee_amount automatic_payment_methods canceled_at cancellation_reason
            capture_method charges client_secret confirmation_method created currency customer customer_account
            description excluded_payment_method_types fx_quote hooks id invoice last_payment_error latest_charge
            livemode managed_payments metadata next_action next_source_action object on_behalf_of
            payment_details payment_method payment_method_configuration_details payment_method_options
            payment_method_types presentment_details processing receipt_email review setup_future_usage shipping
            source statement_descriptor statement_descriptor_suffix status transfer_data transfer_group
            """,
        ["payout"] = """
            amount application_fee application_fee_amount arrival_date automatic balance_transaction created
            currency description destination failure_balance_transaction failure_code failure_message id
            livemode metadata method object original_payout payout_method reconciliation_status reversed_by
            source_type statement_descriptor status trace_id type
            """,
        ["price"] = """
            active billing_scheme created currency currency_options custom_unit_amount deleted id livemode
            lookup_key metadata nickname object product recurring tax_behavior tiers tiers_mode
            transform_quantity type unit_amount unit_amount_decimal
            """,
        ["product"] = """
            active attributes caption created deactivate_on default_price deleted description features id images
            livemode marketing_features metadata name object package_dimensions provisioning shippable
            statement_descriptor tax_code type unit_label updated url
            """,
        ["promotion_code"] = """
            active code coupon created customer customer_account expires_at id livemode max_redemptions metadata
            object promotion restrictions times_redeemed
            """,
        ["refund"] = """
            amount balance_transaction charge created currency customer customer_account description
            destination_details failure_balance_transaction failure_reason id instructions_email metadata
            next_action object payment_intent payment_method pending_reason presentment_details reason
            receipt_number source_transfer_reversal status transfer_reversal
            """,
        ["subscription"] = """
            application application_fee_percent automatic_tax billing_cycle_anchor billing_cycle_anchor_config
            billing_mode billing_schedules billing_thresholds cancel_at cancel_at_period_end canceled_at
            cancellation_details collection_method created currency current_period_end current_period_start
            customer customer_account days_until_due default_payment_method default_source default_tax_rates
            description discount discounts ended_at id invoice_settings items last_price_migration_error
            latest_invoice livemode managed_payments metadata next_pending_invoice_item_invoice object
            on_behalf_of pause_collection payment_settings pending_invoice_item_interval pending_setup_intent
            pending_update plan presentment_details quantity schedule start start_date status tax_percent
            test_clock transfer_data trial_end trial_settings trial_start
            """,
    }.ToFrozenDictionary(
        entry => entry.Key,
        entry =>
            entry
                .Value.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
                .ToFrozenSet(StringComparer.Ordinal),
        StringComparer.Ordinal
    );

    public static bool Contains(string kind, string field) => ByObject[kind].Contains(field);
}
