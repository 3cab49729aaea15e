import type { PipelineEvent } from '../../pipeline-events/pipeline-event.ts';
import type { PublishFailure } from '../../pipeline-events/ports.ts';
import { nameOfError } from '../../system/name-of-error.ts';
import { failureOf } from '../ses/request-stage.ts';

/** What passes by itself although AWS answers with a status of 4xx. */
const passing = /throttl|toomanyrequests|limitexceeded|requesttimeout|requestexpired/i;

/**
 * The failures of a batch that was not taken as a whole. Whatever AWS answers with a 4xx is
 * permanent: no such topic, no permission, the key of the topic disabled.
 */
export const failedRequest = (
  events: readonly PipelineEvent[],
  error: unknown,
): readonly PublishFailure[] => {
  const { status } = failureOf(error);
  const code = nameOfError(error);
  const isAnswered = status !== undefined && status >= 400 && status < 500;
  const kind = isAnswered && !passing.test(code) ? 'setup' : 'unreachable';
  return events.map((_, index) => ({ index, kind, code }));
};
