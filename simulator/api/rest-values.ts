import { invalidParameter, type Refusal } from '../../shared/ses-api/wire/refusal.ts';
import type { ResourceTag } from '../account/resource-tags.ts';

/** A time as v2 writes it. */
export const inSeconds = (epochMs: number): number => Math.floor(epochMs / 1000);

type WireTags = readonly { readonly Key: string; readonly Value: string }[];

export const ownTags = (tags: WireTags): readonly ResourceTag[] =>
  tags.map(({ Key, Value }) => ({ key: Key, value: Value }));

export const restTags = (tags: readonly ResourceTag[]): WireTags =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));

/** Refusal of a filter that the operation does not have. */
export const checkFilter = (
  filter: Readonly<Record<string, string>> | undefined,
  known: readonly string[],
): Refusal | undefined => {
  const unknown = Object.keys(filter ?? {}).find((name) => !known.includes(name));
  return unknown === undefined
    ? undefined
    : invalidParameter(`Invalid filter ${unknown}: known are ${known.join(', ')}.`);
};
