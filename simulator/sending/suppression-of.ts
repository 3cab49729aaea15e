import type { SuppressionList, SuppressionReason } from '../account/suppression-list.ts';
import type { OutboxOptions } from './outbox-options.ts';

type State = Pick<
  OutboxOptions,
  'account' | 'configurationSets' | 'tenants' | 'suppressionList' | 'tenantSuppressions'
>;

/** Which suppression list counts for a mail, and what it says of an address. */
export interface MailSuppression {
  readonly list: 'account' | 'tenant';
  readonly reasonOf: (address: string) => SuppressionReason | undefined;
}

/**
 * What the configuration set says goes before what the tenant says, and that before the account:
 * for the reasons that count, and for the scope. The scope `TENANT` looks into the tenant's list
 * instead of the account's.
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
