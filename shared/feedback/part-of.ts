import { readPartNumber } from '../messages/message-parts.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';

/**
 * Number of the message part that an event is about. Undefined when the tag is absent or out of
 * range; such an event settles no send.
 */
export const partOf = (event: FeedbackEvent): number | undefined => {
  const tag = tagOf(event);
  return tag === undefined ? undefined : readPartNumber(tag);
};

const tagOf = ({ tags }: FeedbackEvent): string | undefined =>
  Object.hasOwn(tags, pipelineTags.part) ? tags[pipelineTags.part] : undefined;
