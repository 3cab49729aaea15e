import type { Pause } from '../../tenants/pauses.ts';
import { type Resume, resumeHoldsMs } from '../../tenants/resumes.ts';
import type { UpdateRequest } from '../dynamodb/documents.ts';

/** An update of a tenant's item, without its key; `#scope` is the stream, or the whole tenant. */
export type ScopeUpdate = Pick<
  UpdateRequest,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'
>;

const notPaused = 'attribute_not_exists(pauses.#scope)';
const pausedByGuard = 'pauses.#scope.#by = :guard';
/** An operator who has spoken since the counts were read is heard. */
const noOperatorHolds =
  '(attribute_not_exists(resumes.#scope) OR resumes.#scope.#by = :guard OR resumes.#scope.since <= :held)';

/** Pauses a scope: an operator's word always counts, the guard's only where no operator has spoken otherwise. */
export const pauseUpdate = (pause: Pause): ScopeUpdate =>
  pause.by === 'operator'
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

/** Resumes a scope: the guard takes back its own pause alone. */
export const resumeUpdate = (resume: Resume): ScopeUpdate => ({
  UpdateExpression: 'SET resumes.#scope = :resume REMOVE pauses.#scope',
  ...(resume.by === 'operator' ? {} : { ConditionExpression: pausedByGuard }),
  ExpressionAttributeValues: {
    ':resume': resume,
    ...(resume.by === 'operator' ? {} : { ':guard': 'guard' }),
  },
});

/** Notes that what was held is on its way, while the resume is still the last. */
export const releasedUpdate = ({ since }: Pick<Resume, 'since'>): ScopeUpdate => ({
  UpdateExpression: 'SET resumes.#scope.released = :yes',
  ConditionExpression: 'resumes.#scope.since = :since',
  ExpressionAttributeValues: { ':yes': true, ':since': since },
});
