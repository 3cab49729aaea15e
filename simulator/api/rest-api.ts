import { randomUUID } from 'node:crypto';
import { restBulkResult } from '../../shared/ses-api/wire/bulk.ts';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import { callThrottle, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { writeRestError, writeRestResult } from '../../shared/ses-api/wire/rest-answer.ts';
import { type RestRequest, readRestCall } from '../../shared/ses-api/wire/rest-call.ts';
import { isRestSending, readRestSubmission } from '../../shared/ses-api/wire/rest-submission.ts';
import type { SesWorld } from '../world.ts';
import type { ApiCall } from './api-call.ts';
import { type Caller, checkCaller } from './caller.ts';
import { checkSimulated } from './not-simulated.ts';
import type { Operation } from './operation.ts';
import { accountOperations } from './rest-account.ts';
import { configurationSetOperations } from './rest-configuration-sets.ts';
import { eventDestinationOperations } from './rest-event-destinations.ts';
import { identityOperations } from './rest-identities.ts';
import { reputationOperations } from './rest-reputation.ts';
import { suppressionOperations } from './rest-suppressions.ts';
import { templateOperations } from './rest-templates.ts';
import { tenantResourceOperations } from './rest-tenant-resources.ts';
import { tenantOperations } from './rest-tenants.ts';
import { type SentAnswer, sendSubmitted } from './send-submitted.ts';

/** A received request. */
export interface SignedRestRequest extends RestRequest {
  readonly caller: Caller;
  readonly sourceIp: string;
}

const operations: ReadonlyMap<string, Operation<object>> = new Map(
  [
    ...accountOperations,
    ...suppressionOperations,
    ...templateOperations,
    ...identityOperations,
    ...configurationSetOperations,
    ...eventDestinationOperations,
    ...tenantOperations,
    ...tenantResourceOperations,
    ...reputationOperations,
  ].map((operation) => [operation.name, operation]),
);

/**
 * The part of the v2 API that concerns sending: REST with JSON.
 *
 * @param mayCall - whether this operation may be called now; undefined: no limit of one per second
 */
export const createRestApi =
  (world: SesWorld, mayCall: ((action: string) => boolean) | undefined) =>
  (request: SignedRestRequest): ApiCall => {
    const stranger = checkCaller(request.caller, world.refusedKeys);
    if (stranger !== undefined) return refused(stranger);
    const call = readRestCall(request);
    if (call.kind === 'refused') return refused(call);
    const { name, members } = call;
    if (isRestSending(name)) {
      const submitted = checkSimulated(`v2 ${name}`, members) ?? readRestSubmission(name, members);
      if (submitted.kind === 'refused') {
        world.record.refuse(submitted.code, false, false, 0, world.clock());
        return refused(submitted);
      }
      if (submitted.kind === 'bulk' && mayCall !== undefined && !mayCall(`v2 ${name}`))
        return refused(callThrottle);
      return {
        isSending: true,
        run: async () => writeSent(sendSubmitted(world, submitted, request.sourceIp)),
        refuse: writeError,
      };
    }
    const operation = operations.get(name);
    if (operation === undefined)
      return refused(refuse('UnknownOperation', `The simulator does not simulate ${name}.`));
    return controlCall(world, mayCall, operation, members);
  };

const writeError = (refusal: Refusal): HttpAnswer => writeRestError(refusal, randomUUID());

const refused = (refusal: Refusal): ApiCall => ({
  isSending: false,
  run: async () => writeError(refusal),
  refuse: writeError,
});

const controlCall = (
  world: SesWorld,
  mayCall: ((action: string) => boolean) | undefined,
  operation: Operation<object>,
  members: unknown,
): ApiCall => {
  if (mayCall !== undefined && !mayCall(`v2 ${operation.name}`)) return refused(callThrottle);
  const invalid = checkSimulated(`v2 ${operation.name}`, members);
  if (invalid !== undefined) return refused(invalid);
  return {
    isSending: false,
    run: async () => {
      const answer = await operation.run(world, members);
      return answer.kind === 'refused'
        ? writeError(answer)
        : writeRestResult(answer.output, randomUUID());
    },
    refuse: writeError,
  };
};

const writeSent = (sent: SentAnswer): HttpAnswer => {
  if (sent.kind === 'refused') return writeError(sent);
  const output =
    sent.kind === 'mail'
      ? { MessageId: sent.messageId }
      : { BulkEmailEntryResults: sent.answers.map(restBulkResult) };
  return writeRestResult(output, randomUUID());
};
