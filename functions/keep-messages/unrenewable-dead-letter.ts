import type { KeptDeadLetter } from '../../shared/dead-letters/kept-dead-letter.ts';
import { queueAttributes } from '../../shared/messages/queue-attributes.ts';
import { mailOfPipeline } from '../../shared/remedies/told/mail-of-pipeline.ts';
import type { LyingMessage, MessageAttribute } from '../../shared/retention/lying-message.ts';
import type { SourceQueue } from '../../shared/retention/ports.ts';

/**
 * The dead letter of a waiting message that cannot be renewed: its body fills an SQS message
 * completely, so the attributes that would identify the copy do not fit.
 */
export const unrenewableDeadLetter = (
  { origin, arn, name }: Pick<SourceQueue, 'origin' | 'arn' | 'name'>,
  message: LyingMessage,
): KeptDeadLetter => {
  const { sqsMessageId, body, attributes, group, sentAtMs } = message;
  const common = { sqsMessageId, body, group, sourceArn: arn, sentAtMs };
  if (origin === 'feedback') return { ...common, queue: 'feedback-dead-letters', attributes };
  return {
    ...common,
    queue: 'dead-letters',
    attributes: {
      ...attributes,
      queue: text(name),
      sqsMessageId: attributes[queueAttributes.firstId] ?? text(sqsMessageId),
      reasonCount: text('1'),
      reasons: text(
        JSON.stringify([
          'it waited for days and could not be put on its queue anew: it fills a message of SQS to the brim',
        ]),
      ),
      remedy: text(mailOfPipeline.unrenewable.remedy),
    },
  };
};

const text = (value: string): MessageAttribute => ({ type: 'String', value });
