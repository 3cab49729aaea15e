import { type Stream, streams } from '../email/streams.ts';
import { type FeedbackEvent, pipelineTags } from './feedback-event.ts';

/** The stream of the mail that an event is about; undefined when it names none that there is. */
export const streamOf = ({ tags }: Pick<FeedbackEvent, 'tags'>): Stream | undefined => {
  const tag = Object.hasOwn(tags, pipelineTags.stream) ? tags[pipelineTags.stream] : undefined;
  return streams.find((stream) => stream === tag);
};
