import {
  broken,
  faulty,
  fromTemplate,
  invitation,
  json,
  newsletter,
  raw,
  toSeveral,
  toSimulator,
  withHeaders,
  withInvoice,
  withoutId,
  withPicture,
} from './kinds-of-mail.ts';
import type { Occasion } from './mail-occasion.ts';

/**
 * Kinds of mail besides ordinary mail, most instructive first, with their number in a mailing of
 * 200.
 */
const specialities: readonly {
  readonly per200: number;
  readonly build: (occasion: Occasion) => string;
}[] = [
  { per200: 1, build: broken },
  { per200: 2, build: json(toSimulator('complaint')) },
  { per200: 1, build: json(faulty) },
  { per200: 3, build: json(withInvoice) },
  { per200: 3, build: json(toSimulator('success')) },
  { per200: 2, build: json(toSimulator('suppressionlist')) },
  { per200: 2, build: json(toSimulator('ooto')) },
  { per200: 4, build: json(fromTemplate) },
  { per200: 5, build: json(toSeveral) },
  { per200: 4, build: json(withPicture) },
  { per200: 3, build: json(invitation) },
  { per200: 5, build: json(withHeaders) },
  { per200: 6, build: json(withoutId) },
  { per200: 4, build: json(newsletter) },
  { per200: 2, build: json(raw) },
];
const bouncesPer200 = 4;
const followUpsPer200 = 2;
const copiesPer200 = 6;

/**
 * Number of messages of each kind; when there is not room for all, the first kinds take precedence.
 */
export const planMix = (count: number) => {
  let room = count;
  const take = (wanted: number): number => {
    const taken = Math.min(wanted, room);
    room -= taken;
    return taken;
  };
  const bounces = take(share(bouncesPer200, count));
  const followUps = take(Math.min(share(followUpsPer200, count), bounces));
  // At least one ordinary message is needed, of which a copy can be a copy.
  const originals = take(1);
  const copies = take(share(copiesPer200, count));
  const special = specialities.flatMap(({ per200, build }) =>
    Array.from({ length: take(share(per200, count)) }, () => build),
  );
  return { bounces, followUps, copies, special, ordinary: originals + room };
};

const share = (per200: number, count: number): number =>
  Math.max(1, Math.round((per200 * count) / 200));
