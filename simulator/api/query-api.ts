import { randomUUID } from 'node:crypto';
import { queryBulkStatus } from '../../shared/ses-api/wire/bulk.ts';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import {
  type QueryValue,
  writeQueryError,
  writeQueryResult,
} from '../../shared/ses-api/wire/query-answer.ts';
import type { QuerySendingName } from '../../shared/ses-api/wire/query-calls.ts';
import { type FormValue, nestForm, readForm } from '../../shared/ses-api/wire/query-form.ts';
import { isQuerySending, readQuerySubmission } from '../../shared/ses-api/wire/query-submission.ts';
import { callThrottle, type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import type { SesWorld } from '../world.ts';
import type { ApiCall } from './api-call.ts';
import { type Caller, checkCaller } from './caller.ts';
import { stsVersion, writeCallerIdentity } from './caller-identity.ts';
import { checkSimulated } from './not-simulated.ts';
import type { Operation } from './operation.ts';
import { accountActions } from './query-account.ts';
import { configurationSetActions } from './query-configuration-sets.ts';
import { eventDestinationActions } from './query-event-destinations.ts';
import { identityActions } from './query-identities.ts';
import { identitySettingActions } from './query-identity-settings.ts';
import { templateActions } from './query-templates.ts';
import { sendSubmitted } from './send-submitted.ts';

/** A received request. */
export interface QueryRequest {
  readonly body: Buffer;
  readonly caller: Caller;
  readonly sourceIp: string;
}

/** Every action but those that send. */
const controlActions: ReadonlyMap<string, Operation<QueryValue>> = new Map(
  [
    ...accountActions,
    ...identityActions,
    ...identitySettingActions,
    ...templateActions,
    ...configurationSetActions,
    ...eventDestinationActions,
  ].map((action) => [action.name, action]),
);

/**
 * The v1 API: `POST /`, form-encoded, answered in XML. A signature must be present, but is not
 * verified. STS's GetCallerIdentity has the same form, and is answered too.
 *
 * @param mayCall - whether this action may be called now; undefined lifts the limit of one call per
 *   second
 */
export const createQueryApi =
  (world: SesWorld, mayCall: ((action: string) => boolean) | undefined) =>
  (request: QueryRequest): ApiCall => {
    const stranger = checkCaller(request.caller, world.refusedKeys);
    if (stranger !== undefined) return refused(stranger);
    const form = readForm(request.body);
    if (form.kind === 'refused') return refused(form);
    const action = form.parameters.get('Action');
    if (action === undefined)
      return refused(
        refuse('MissingAction', 'The request is missing an action or a required parameter.'),
      );
    const members = nestForm(form.parameters);
    if (members.kind === 'refused') return refused(members);
    if (isQuerySending(action))
      return sendingCall(world, mayCall, { action, members: members.value, request });
    const control = controlActions.get(action);
    if (control !== undefined) return controlCall(world, mayCall, control, members.value);
    const version = form.parameters.get('Version') ?? '';
    if (action === 'GetCallerIdentity' && version === stsVersion)
      return answered(
        writeCallerIdentity(world.accountId, request.caller.isTemporary, randomUUID()),
      );
    return refused(
      refuse('InvalidAction', `Could not find operation ${action} for version ${version}`),
    );
  };

const writeError = (refusal: Refusal): HttpAnswer => writeQueryError(refusal, randomUUID());

const answered = (answer: HttpAnswer): ApiCall => ({
  isSending: false,
  run: async () => answer,
  refuse: writeError,
});

const refused = (refusal: Refusal): ApiCall => answered(writeError(refusal));

type MayCall = ((action: string) => boolean) | undefined;

const controlCall = (
  world: SesWorld,
  mayCall: MayCall,
  control: Operation<QueryValue>,
  members: FormValue,
): ApiCall => {
  const invalid = checkSimulated(`v1 ${control.name}`, members);
  if (invalid !== undefined) return refused(invalid);
  if (mayCall !== undefined && !mayCall(control.name)) return refused(callThrottle);
  return {
    isSending: false,
    run: async () => {
      const answer = await control.run(world, members);
      return answer.kind === 'refused'
        ? writeError(answer)
        : writeQueryResult(control.name, answer.output, randomUUID());
    },
    refuse: writeError,
  };
};

interface SendingRequest {
  readonly action: QuerySendingName;
  readonly members: FormValue;
  readonly request: QueryRequest;
}

/** A bulk call is also limited to one per second. */
const sendingCall = (
  world: SesWorld,
  mayCall: MayCall,
  { action, members, request }: SendingRequest,
): ApiCall => {
  const submitted = checkSimulated(`v1 ${action}`, members) ?? readQuerySubmission(action, members);
  if (submitted.kind === 'refused') {
    world.record.refuse(submitted.code, false, false, 0, world.clock());
    return refused(submitted);
  }
  if (submitted.kind === 'bulk' && mayCall !== undefined && !mayCall(action))
    return refused(callThrottle);
  return {
    isSending: true,
    run: async () => {
      const sent = sendSubmitted(world, submitted, request.sourceIp);
      if (sent.kind === 'refused') return writeError(sent);
      const output =
        sent.kind === 'mail'
          ? { MessageId: sent.messageId }
          : { Status: sent.answers.map(queryBulkStatus) };
      return writeQueryResult(action, output, randomUUID());
    },
    refuse: writeError,
  };
};
