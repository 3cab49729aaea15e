import type { SuppressionList, SuppressionReason } from '../account/suppression-list.ts';
import type { OutboxOptions } from './outbox-options.ts';

type State = Pick<
  OutboxOptions,
  'account' | 'configurationSets' | 'tenants' | 'suppressionList' | 'tenantSuppressions'
>;

/** The suppression list that applies to a mail, and its reason for an address. */
export interface MailSuppression {
  readonly list: 'account' | 'tenant';
  readonly reasonOf: (address: string) => SuppressionReason | undefined;
}

/**
 * For the applicable reasons and for the scope, the setting of the configuration set overrides that
 * of the tenant, which overrides that of the account. With the scope `TENANT` the tenant's list is
 * used instead of the account's.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/tenants.html
 */
export const suppressionOf = (
  state: State,
  mail: { readonly configurationSet: string | undefined; readonly tenant: string | undefined },
): MailSuppression => {
  const { account, configurationSets, tenants, suppressionList, tenantSuppressions } = state;
  const tenant = mail.tenant === undefined ? undefined : tenants.get(mail.tenant);
  const ofSet =
    mail.configurationSet === undefined
      ? undefined
      : configurationSets.get(mail.configurationSet)?.suppression;
  const scope = ofSet?.scope ?? tenant?.suppression?.scope ?? 'ACCOUNT';
  const reasons =
    ofSet?.reasons ?? tenant?.suppression?.reasons ?? account.settings().suppressedReasons;
  return tenant !== undefined && scope === 'TENANT'
    ? { list: 'tenant', reasonOf: reasonIn(tenantSuppressions.of(tenant.id), reasons) }
    : { list: 'account', reasonOf: reasonIn(suppressionList, reasons) };
};

const reasonIn =
  (list: SuppressionList, reasons: readonly SuppressionReason[]) =>
  (address: string): SuppressionReason | undefined => {
    const reason = list.get(address)?.reason;
    return reason !== undefined && reasons.includes(reason) ? reason : undefined;
  };
