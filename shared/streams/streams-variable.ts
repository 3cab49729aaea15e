import * as z from 'zod/mini';
import { basicStreams } from '../email/streams.ts';
import { parseJson } from '../system/parse-json.ts';
import { readStreams } from './stream-facts.ts';

/** The variable `STREAMS` of a function: the streams of the deployment. */
export const streamsVariable = z.pipe(
  z.string(),
  z.transform((text, context) => {
    const streams = readStreams(text);
    if (streams === undefined)
      context.issues.push({ code: 'custom', input: text, message: 'is not what names streams' });
    return streams ?? basicStreams;
  }),
);

/** The variable `STREAM_TITLES`: a JSON object, names of streams for people by stream. */
export const titlesVariable = z.pipe(
  z.string(),
  z.transform((text, context): Readonly<Record<string, string>> => {
    const titles = z.safeParse(z.record(z.string(), z.string()), parseJson(text));
    if (!titles.success)
      context.issues.push({ code: 'custom', input: text, message: 'is not what names titles' });
    return titles.data ?? {};
  }),
);
