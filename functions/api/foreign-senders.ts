import { isOfAnother } from '../../shared/feedback/is-of-another.ts';
import { readSenderRule } from '../../shared/tenants/allowed-senders.ts';
import { mayDo, type Principal } from './auth/roles.ts';
import type { ApiPorts } from './ports.ts';

/** A sender as documents name it. */
type Named = string | { readonly address: string } | undefined;

/**
 * Senders, addresses or domains, that only other tenants claim, and which this caller may not name
 * for its tenant. An operator may name any.
 *
 * @param senders - as the request has them, by the name of their field
 * @returns names of the fields that hold one
 */
export const foreignSenders = async (
  { findOwner }: Pick<ApiPorts, 'findOwner'>,
  principal: Principal,
  tenantId: string,
  senders: Readonly<Record<string, Named | readonly Named[]>>,
): Promise<readonly string[]> => {
  if (mayDo(principal, 'operate', tenantId)) return [];
  const isForeign = async (sender: Named): Promise<boolean> => {
    if (sender === undefined) return false;
    const rule = readSenderRule(typeof sender === 'string' ? sender : sender.address);
    return rule !== undefined && isOfAnother(findOwner, tenantId, rule);
  };
  const fields = await Promise.all(
    Object.entries(senders).map(async ([field, named]) =>
      (await Promise.all([named].flat().map(isForeign))).includes(true) ? [field] : [],
    ),
  );
  return fields.flat();
};

/** What is told of such a field; it names nobody. */
export const foreignSender = (field: string): string =>
  `${field}: is no sender of this tenant; name one of its own, or ask an operator`;
