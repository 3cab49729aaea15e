import { describe, expect, it } from '@jest/globals';
import { basicStreams, streamsWith } from '../../../shared/email/streams.ts';
import { pipelineTags } from '../../../shared/feedback/feedback-event.ts';
import { streamOf, withKnownStream } from '../../../shared/feedback/stream-of.ts';

const eventOf = (stream: string) =>
  withKnownStream(
    { tags: { [pipelineTags.stream]: stream, other: 'x' } } as never,
    streamsWith({ receipts: 'transactional' }),
  );

describe('the stream of an event', () => {
  it.each(['marketing', 'receipts'])(
    'is that of its tag where the deployment has it: %s',
    (name) => {
      expect(streamOf(eventOf(name))).toBe(name);
    },
  );

  it.each(['digest', '', 'constructor', '__proto__'])(
    'is none where the deployment has no stream %j, and its other tags stay',
    (name) => {
      const event = eventOf(name);

      expect(streamOf(event)).toBeUndefined();
      expect(event.tags.other).toBe('x');
    },
  );

  it('is none without a tag', () => {
    const event = { tags: {} } as never;

    expect(streamOf(withKnownStream(event, basicStreams))).toBeUndefined();
  });
});
