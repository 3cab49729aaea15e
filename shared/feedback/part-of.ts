import { readPartNumber } from '../messages/message-parts.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';

const tagOf = ({ tags }: FeedbackEvent): string | undefined =>
  Object.hasOwn(tags, pipelineTags.part) ? tags[pipelineTags.part] : undefined;

/**
 * The part of its message that an event is about. Undefined when it names none, or none that a
 * message can have: such an event is about no part in particular, and settles no send.
 */
export const partOf = (event: FeedbackEvent): number | undefined => {
  const tag = tagOf(event);
  return tag === undefined ? undefined : readPartNumber(tag);
};
