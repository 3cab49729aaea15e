import { onlookerAddress } from './addresses.ts';

/** An onlooker: someone who must not be suppressed. */
export const victim = onlookerAddress(9);
export const sample = { emailAddress: victim };

/** Values of a field that may be anything. */
export const odd: readonly unknown[] = [
  null,
  true,
  -1,
  1e308,
  '',
  ' ',
  'Permanent',
  'not-spam',
  victim,
  'x'.repeat(60_000),
  '\u0000\ud800',
  '__proto__',
  '{"eventType":',
  [],
  [null],
  [[[]]],
  {},
  sample,
  [sample],
  { constructor: { prototype: { isPolluted: true } } },
  JSON.parse('{"__proto__":{"isPolluted":true}}'),
];

const trap = {
  bounce: { bounceType: 'Permanent', bounceSubType: 'General', bouncedRecipients: [sample] },
  complaint: { complainedRecipients: [sample], complaintFeedbackType: 'abuse' },
};

/** Fields that SES does not have; those without a value get an odd one. */
export const strangeFields: readonly (readonly [string, unknown?])[] = [
  ['__proto__'],
  ['constructor'],
  ['toString'],
  ['hasOwnProperty'],
  ['xNew'],
  ['bouncedRecipients', [sample]],
  ['complainedRecipients', [sample]],
  ['BounceType', 'Permanent'],
  ['bounce', trap.bounce],
  ['complaint', trap.complaint],
  ['Message', JSON.stringify({ eventType: 'Bounce', ...trap })],
  ['Records', [{ body: JSON.stringify({ eventType: 'Complaint', ...trap }) }]],
  ['detail', { eventType: 'Bounce', ...trap }],
];

/** Values that are neither an object nor a list of anything. */
export const useless = [null, 5, 'x', true, [], [[]]];
