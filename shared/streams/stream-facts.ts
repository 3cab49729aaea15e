import * as z from 'zod/mini';
import {
  basicStreams,
  lanes,
  type StreamFacts,
  type Streams,
  unknownOutcomeRules,
} from '../email/streams.ts';
import { parseJson } from '../system/parse-json.ts';
import type { DeployedStream, DeployedStreams } from './deployed-settings.ts';

/**
 * Text of the variable `STREAMS`, by which functions know the streams. Lambda gives all variables of
 * a function 4 KB, so it has no more than code acts on.
 *
 * @param prefix - of the names of configuration sets that the deployment makes
 */
export const streamsText = (streams: DeployedStreams, prefix: string): string =>
  JSON.stringify({
    sets: prefix,
    streams: Object.fromEntries([...streams].map(([name, one]) => [name, writtenOf(one)])),
  });

/** Text of the variable `STREAM_TITLES`: names for people, of the streams that have one. */
export const titlesText = (streams: DeployedStreams): string =>
  JSON.stringify(
    Object.fromEntries(
      [...streams].flatMap(([name, { title }]) => (title === undefined ? [] : [[name, title]])),
    ),
  );

type Written = z.infer<typeof writtenSchema>;

const writtenOf = (stream: DeployedStream): Written => {
  const { lane, configurationSet, track, unsubscribe, unknownOutcome } = stream;
  return {
    lane,
    unknown: unknownOutcome,
    ...(unsubscribe ? { unsubscribe } : {}),
    ...(configurationSet === undefined ? {} : { set: configurationSet }),
    // Of the stream's own set, its event destination says what is tracked.
    ...(configurationSet === undefined || track === undefined ? {} : { track }),
  };
};

const writtenSchema = z.object({
  lane: z.enum(lanes),
  unknown: z.enum(unknownOutcomeRules),
  unsubscribe: z.optional(z.boolean()),
  set: z.optional(z.string()),
  track: z.optional(z.enum(['none', 'opens', 'clicks', 'all'])),
});

const textSchema = z.object({ sets: z.string(), streams: z.record(z.string(), writtenSchema) });

/**
 * Reads the variable `STREAMS`; undefined when it is not what {@link streamsText} writes.
 */
export const readStreams = (text: string): Streams | undefined => {
  const read = z.safeParse(textSchema, parseJson(text));
  if (!read.success) return undefined;
  const { sets, streams } = read.data;
  return new Map(
    Object.entries(streams).map(([name, one]) => [name, factsIn(one, `${sets}${name}`)]),
  );
};

const factsIn = (
  { lane, unknown, unsubscribe, set, track }: Written,
  own: string,
): StreamFacts => ({
  lane,
  configurationSet: set ?? own,
  onUnknownOutcome: unknown,
  unsubscribe: unsubscribe ?? false,
  ...(track === undefined ? {} : { tracking: trackingOf(track) }),
});

const trackingOf = (track: NonNullable<Written['track']>): StreamFacts['tracking'] => ({
  opens: track === 'opens' || track === 'all',
  clicks: track === 'clicks' || track === 'all',
});

/** The streams that every deployment has, with the names of the sets that it makes for them. */
export const basicStreamsOf = (prefix: string): Streams =>
  new Map(
    [...basicStreams].map(([name, facts]) => [
      name,
      { ...facts, configurationSet: `${prefix}${name}` },
    ]),
  );
