import { invalidParameter, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { SuppressedDestination, SuppressionList } from '../account/suppression-list.ts';
import { tenantNamed } from '../account/tenant-changes.ts';
import type { SesWorld } from '../world.ts';
import { done, nothing, onRest } from './operation.ts';
import { readToken, tokenOf } from './rest-next-token.ts';
import { inSeconds } from './rest-values.ts';

/** The list of a call: the account's, or that of the tenant that the call names. */
const listNamed = (world: SesWorld, tenantName: string | undefined): SuppressionList | Refusal => {
  if (tenantName === undefined) return world.suppressionList;
  const tenant = tenantNamed(world, tenantName);
  return 'code' in tenant ? tenant : world.tenantSuppressions.of(tenant.id);
};

const notListed = (address: string): Refusal =>
  refuse('NotFound', `Email address ${address} does not exist on your suppression list.`);

const describe = ({ address, reason, updatedAtMs }: SuppressedDestination) => ({
  EmailAddress: address,
  Reason: reason,
  LastUpdateTime: inSeconds(updatedAtMs),
});

const isListed = (list: SuppressionList | Refusal): list is SuppressionList => !('code' in list);

/** Operations on the suppression lists of the account and its tenants. */
export const suppressionOperations = [
  onRest('PutSuppressedDestination', (world, { EmailAddress, Reason, TenantName }) => {
    const list = listNamed(world, TenantName);
    if (!isListed(list)) return list;
    if (world.account.settings().isSandbox)
      return invalidParameter(
        'An account in the sandbox cannot add addresses to its suppression list.',
      );
    if (!/^[^\s@]+@[^\s@]+$/.test(EmailAddress))
      return invalidParameter('The email address is invalid.');
    list.put({ address: EmailAddress, reason: Reason, updatedAtMs: world.clock() });
    return nothing;
  }),
  onRest('GetSuppressedDestination', (world, { EmailAddress, TenantName }) => {
    const list = listNamed(world, TenantName);
    if (!isListed(list)) return list;
    const entry = list.get(EmailAddress);
    return entry === undefined
      ? notListed(EmailAddress)
      : done({ SuppressedDestination: { ...describe(entry), TenantName } });
  }),
  onRest('DeleteSuppressedDestination', (world, { EmailAddress, TenantName }) => {
    const list = listNamed(world, TenantName);
    if (!isListed(list)) return list;
    return list.remove(EmailAddress) ? nothing : notListed(EmailAddress);
  }),
  onRest('ListSuppressedDestinations', (world, asked) => {
    const list = listNamed(world, asked.TenantName);
    if (!isListed(list)) return list;
    const { NextToken: token, StartDate, EndDate } = asked;
    const after = token === undefined ? undefined : readToken(token);
    if (token !== undefined && after === undefined)
      return refuse('InvalidNextToken', 'The NextToken is invalid.');
    const { entries, next } = list.page({
      reasons: asked.Reasons,
      fromMs: StartDate === undefined ? Number.NEGATIVE_INFINITY : Date.parse(StartDate),
      toMs: EndDate === undefined ? Number.POSITIVE_INFINITY : Date.parse(EndDate),
      size: asked.PageSize ?? 1000,
      after,
    });
    return done({
      SuppressedDestinationSummaries: entries.map(describe),
      ...(next === undefined ? {} : { NextToken: tokenOf(next) }),
    });
  }),
];
