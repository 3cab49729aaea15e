import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  claimsOf,
  type EventSender,
  ownerOf,
  senderDomain,
} from '../../../shared/feedback/sender-claims.ts';
import { isAllowedSender } from '../../../shared/tenants/allowed-senders.ts';

const sender = (changes: Partial<EventSender>): EventSender => ({
  ...{ source: undefined, from: [], identity: undefined },
  ...changes,
});
const of = (source: string) => sender({ source });
const domain = (name: string) => ({ kind: 'domain', domain: name }) as const;

const claims = claimsOf([
  { tenantId: 'clinic', senders: ['Clinic.Example', 'both.example', 'Dr. A <a@mail.example>'] },
  { tenantId: 'shop', senders: ['desk@clinic.example', 'deep.clinic.example', 'both.example'] },
  { tenantId: 'third', senders: ['a@mail.example', 'exämple.org', 'com', 'no sender', ''] },
]);

const clinic = { kind: 'tenant', tenantId: 'clinic' };
const shop = { kind: 'tenant', tenantId: 'shop' };
const nobody = { kind: 'nobody' };

describe('sender-claims', () => {
  it.each([
    ['a domain, in any spelling', of('x@clinic.example'), clinic],
    ['what lies below it', of('x@a.b.clinic.example'), clinic],
    ['no domain that only ends alike', of('x@notclinic.example'), nobody],
    ['a longer domain before a shorter one', of('x@very.deep.clinic.example'), shop],
    ['an address before its domain', of('desk@clinic.example'), shop],
    ['an address for that address alone', of('desk2@mail.example'), nobody],
    ['an international domain', of('x@xn--exmple-cua.org'), { kind: 'tenant', tenantId: 'third' }],
    ['no whole top-level domain', of('x@any.com'), nobody],
    ['nobody, when two claim an address', of('a@mail.example'), disputed('clinic', 'third')],
    ['nobody, when two claim a domain', of('x@y.both.example'), disputed('clinic', 'shop')],
    ['nobody, when nothing is stated', sender({}), nobody],
    ['the From header', sender({ from: ['x@clinic.example'] }), clinic],
    ['the identity, a domain', sender({ identity: domain('clinic.example') }), clinic],
    [
      'the identity, an address',
      sender({ identity: { kind: 'address', address: 'desk@clinic.example' } }),
      shop,
    ],
    [
      'the From header, when nobody claims the envelope sender',
      sender({ source: 'x@bounces.example', from: ['x@clinic.example'] }),
      clinic,
    ],
    [
      'the envelope sender before the From header',
      sender({ source: 'x@clinic.example', from: ['x@deep.clinic.example'] }),
      clinic,
    ],
    [
      'an address in the From header before the domain of the envelope sender',
      sender({ source: 'x@clinic.example', from: ['desk@clinic.example'] }),
      shop,
    ],
    [
      'nobody, when the authors belong to two',
      sender({ from: ['x@clinic.example', 'y@deep.clinic.example'] }),
      disputed('clinic', 'shop'),
    ],
    [
      'no second claimant that lies further down the order',
      sender({ source: 'x@both.example', from: ['x@clinic.example'] }),
      disputed('clinic', 'shop'),
    ],
  ])('finds by %s', (_, given, owner) => {
    expect(ownerOf(claims, given)).toEqual(owner);
  });

  it('a tenant that claims a sender twice has no rival in itself', () => {
    const twice = claimsOf([{ tenantId: 'shop', senders: ['a@shop.example', 'A@shop.example'] }]);

    expect(ownerOf(twice, of('a@shop.example'))).toEqual(shop);
  });

  it('a claim reaches exactly as far as the allowed sender that it is', () => {
    const labels = fc.array(fc.constantFrom('a', 'b', 'example'), { minLength: 2, maxLength: 4 });
    const address = labels.map((some) => `x@${some.join('.')}`);
    const rule = fc.oneof(
      address,
      labels.map((some) => some.join('.')),
    );
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 4 }), address, (senders, source) => {
        const owner = ownerOf(claimsOf([{ tenantId: 'shop', senders }]), of(source));

        expect(owner).toEqual(isAllowedSender(senders, source) ? shop : nobody);
      }),
    );
  });

  it('the more exact of two claims wins, in whatever order they are listed', () => {
    const steps = ['x@a.b.example', 'a.b.example', 'b.example'];
    fc.assert(
      fc.property(
        fc.subarray(steps, { minLength: 1 }),
        fc.constantFrom(1, -1),
        (claimed, order) => {
          const listed = claimed.map((one) => ({ tenantId: one, senders: [one] }));
          const found = ownerOf(
            claimsOf(listed.toSorted((a, b) => order * a.tenantId.localeCompare(b.tenantId))),
            of('x@a.b.example'),
          );

          expect(found).toEqual({ kind: 'tenant', tenantId: claimed[0] });
        },
      ),
    );
  });

  it.each([
    [sender({ source: 'a@one.example', from: ['b@two.example'] }), 'two.example'],
    [of('a@one.example'), 'one.example'],
    [sender({ identity: domain('three.example') }), 'three.example'],
    [sender({ identity: { kind: 'address', address: 'a@four.example' } }), 'four.example'],
    [sender({}), undefined],
  ])('of %j it shows the domain %s', (given, shown) => {
    expect(senderDomain(given)).toBe(shown);
  });
});

function disputed(...tenantIds: readonly string[]) {
  return { kind: 'disputed', tenantIds };
}
