import type { Pause } from '../../tenants/pauses.ts';
import { type Resume, resumeHoldsMs } from '../../tenants/resumes.ts';
import type { UpdateRequest } from '../dynamodb/documents.ts';

/** An update of a tenant's item, without its key. `#scope` is a stream or the whole tenant. */
export type ScopeUpdate = Pick<
  UpdateRequest,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
>;

const notPaused = 'attribute_not_exists(pauses.#scope)';
const pausedByThem = 'pauses.#scope.#by = :by';
/**
 * Condition that no operator has resumed the scope within the last `resumeHoldsMs`. It is checked
 * with the write, so a resume made since the counts were read takes effect.
 */
const noOperatorHolds =
  '(attribute_not_exists(resumes.#scope) OR resumes.#scope.#by = :guard OR resumes.#scope.since <= :held)';

/**
 * Update that pauses a scope. A pause by an operator or by SES always takes effect; the guard's only
 * where no operator has decided otherwise.
 */
export const pauseUpdate = (pause: Pause): ScopeUpdate =>
  pause.by !== 'guard'
    ? {
        UpdateExpression: 'SET pauses.#scope = :pause REMOVE resumes.#scope',
        ExpressionAttributeValues: { ':pause': pause },
      }
    : {
        UpdateExpression: 'SET pauses.#scope = :pause',
        ConditionExpression: `${notPaused} AND ${noOperatorHolds}`,
        ExpressionAttributeValues: {
          ':pause': pause,
          ':guard': 'guard',
          ':held': pause.since - resumeHoldsMs,
        },
      };

/**
 * Update by which an operator resumes what the guard has paused, and forgives what the guard knew.
 * It is refused for any other pause, which ends by {@link resumeUpdate}.
 */
export const forgivingUpdate = (resume: Resume): ScopeUpdate => ({
  UpdateExpression: 'SET resumes.#scope = :resume, forgiven.#scope = :since REMOVE pauses.#scope',
  ConditionExpression: pausedByThem,
  ExpressionAttributeValues: { ':resume': resume, ':since': resume.since, ':by': 'guard' },
});

/** Update that resumes a scope. The guard and SES can only end their own pauses. */
export const resumeUpdate = (resume: Resume): ScopeUpdate => ({
  UpdateExpression: 'SET resumes.#scope = :resume REMOVE pauses.#scope',
  ...(resume.by === 'operator' ? {} : { ConditionExpression: pausedByThem }),
  ExpressionAttributeValues: {
    ':resume': resume,
    ...(resume.by === 'operator' ? {} : { ':by': resume.by }),
  },
});

/** Update that records that held mail was released, if the resume is still the last one. */
export const releasedUpdate = ({ since }: Pick<Resume, 'since'>): ScopeUpdate => ({
  UpdateExpression: 'SET resumes.#scope.released = :yes',
  ConditionExpression: 'resumes.#scope.since = :since',
  ExpressionAttributeValues: { ':yes': true, ':since': since },
});
