import type { Json } from './event-types.ts';
import { tenants } from './mail-names.ts';

const [clinic, shop, other] = tenants;

/** What the tenants claim to send from. */
export const claims: readonly {
  readonly tenantId: string;
  readonly senders: readonly string[];
}[] = [
  { tenantId: clinic, senders: ['Clinic.example', 'both.example', 'one@both.shop.example'] },
  { tenantId: shop, senders: ['Desk <desk@clinic.example>', 'shop.example', 'both.example'] },
  { tenantId: other, senders: ['one@both.shop.example', 'exämple.org', 'no sender', 'example'] },
];

/** How a mail object states the sender, and whose the sender is by docs/feedback.md. */
export interface SenderForm {
  readonly fields: Json;
  readonly owner: string | undefined;
}

const from = (...authors: readonly unknown[]) => ({ commonHeaders: { from: authors } });
const identity = (name: string) => ({
  sourceArn: `arn:aws:ses:eu-west-1:111122223333:identity/${name}`,
});
const silent = { source: undefined, commonHeaders: undefined };

export const senderForms: readonly SenderForm[] = [
  { fields: { source: 'Front <FRONT@clinic.example>' }, owner: clinic },
  { fields: { source: 'x@deep.below.clinic.example' }, owner: clinic },
  { fields: { source: 'desk@CLINIC.example' }, owner: shop },
  { fields: { source: 'x@notclinic.example', commonHeaders: null }, owner: undefined },
  { fields: { source: 'x@both.example', ...from('a@shop.example') }, owner: undefined },
  { fields: { source: 'one@both.shop.example' }, owner: undefined },
  { fields: { source: 'two@both.shop.example' }, owner: shop },
  { fields: { source: '7@xn--exmple-cua.org' }, owner: other },
  {
    fields: { source: 'bounce@return.example', ...from('Clinic <a@clinic.example>') },
    owner: clinic,
  },
  // An address goes before a domain, wherever each stands.
  { fields: { source: 'a@clinic.example', ...from('desk@clinic.example') }, owner: shop },
  { fields: { ...silent, ...from('a@clinic.example', 'b@shop.example') }, owner: undefined },
  { fields: { ...silent, ...identity('shop.example') }, owner: shop },
  { fields: { ...silent, ...identity('desk@clinic.example') }, owner: shop },
  { fields: { ...silent, sourceArn: 'clinic.example' }, owner: undefined },
  { fields: { source: 7, commonHeaders: { from: 'a@shop.example' } }, owner: shop },
  { fields: { source: [], commonHeaders: { from: [null, {}, 'x'] } }, owner: undefined },
  { fields: silent, owner: undefined },
];
