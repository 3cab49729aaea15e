import type { SesWorld } from '../world.ts';
import type { ApiCall, HttpAnswer } from './api-call.ts';
import { queryMembers } from './call-members.ts';
import { checkMembers } from './check-members.ts';
import { accountActions } from './query-account.ts';
import type { Action, ActionAnswer } from './query-action.ts';
import { configurationSetActions } from './query-configuration-sets.ts';
import { identityActions } from './query-identities.ts';
import { parseQuery, type QueryParameters, writeError, writeResult } from './query-protocol.ts';
import {
  sendBulkTemplatedEmail,
  sendEmail,
  sendRawEmail,
  sendTemplatedEmail,
} from './query-sending.ts';
import { templateActions } from './query-templates.ts';
import { trackingOptionsActions } from './query-tracking-options.ts';
import { callThrottle, type Refusal, refuse } from './refusal.ts';

/** A request as it came in. */
export interface QueryRequest {
  readonly body: Buffer;
  readonly isSigned: boolean;
  readonly sourceIp: string;
}

const sendActions: ReadonlyMap<
  string,
  (world: SesWorld, parameters: QueryParameters, sourceIp: string) => ActionAnswer
> = new Map([
  ['SendEmail', sendEmail],
  ['SendRawEmail', sendRawEmail],
  ['SendTemplatedEmail', sendTemplatedEmail],
  ['SendBulkTemplatedEmail', sendBulkTemplatedEmail],
]);

/** Every action but those that send. */
const controlActions: ReadonlyMap<string, Action> = new Map([
  ...accountActions,
  ...identityActions,
  ...templateActions,
  ...configurationSetActions,
  ...trackingOptionsActions,
]);

/** Sending calls that are not bound to one call per second besides. */
const unlimitedActions: ReadonlySet<string> = new Set([
  'SendEmail',
  'SendRawEmail',
  'SendTemplatedEmail',
]);

const isRefusal = (answer: ActionAnswer): answer is Refusal =>
  answer !== undefined && 'code' in answer;

const answerOf = (action: string, answer: ActionAnswer): HttpAnswer =>
  isRefusal(answer) ? writeError(answer) : writeResult(action, answer);

const refused = (refusal: Refusal): ApiCall => ({
  isSending: false,
  run: async () => writeError(refusal),
  refuse: writeError,
});

/**
 * The v1 API: `POST /`, form-encoded, answered in XML. Signatures are not verified, but there has
 * to be one.
 *
 * @param mayCall - whether this action may be called now; undefined lifts the limit of one call per
 *   second
 */
export const createQueryApi =
  (world: SesWorld, mayCall: ((action: string) => boolean) | undefined) =>
  (request: QueryRequest): ApiCall => {
    if (!request.isSigned)
      return refused(
        refuse('MissingAuthenticationToken', 'Request is missing Authentication Token', 403),
      );
    const parameters = parseQuery(request.body);
    if (parameters === undefined)
      return refused(
        refuse('MalformedQueryString', 'The query string contains a syntax error.', 404),
      );
    const action = parameters.get('Action');
    if (action === undefined)
      return refused(
        refuse('MissingAction', 'The request is missing an action or a required parameter.'),
      );
    const send = sendActions.get(action);
    const control = controlActions.get(action);
    if (send === undefined && control === undefined) {
      const version = parameters.get('Version') ?? '';
      return refused(
        refuse('InvalidAction', `Could not find operation ${action} for version ${version}`),
      );
    }
    const invalid = checkMembers(
      queryMembers.get(action),
      [...parameters].map(
        ([name, value]) => [name.replace(/\.member\.\d+/g, '[]'), value] as const,
      ),
    );
    if (invalid !== undefined) {
      if (send !== undefined) world.record.refuse(invalid.code, false, false, 0, world.clock());
      return refused(invalid);
    }
    const isThrottled = !unlimitedActions.has(action) && mayCall !== undefined && !mayCall(action);
    if (isThrottled) return refused(callThrottle);
    return {
      isSending: send !== undefined,
      run: async () =>
        answerOf(
          action,
          send === undefined
            ? await control?.(world, parameters)
            : send(world, parameters, request.sourceIp),
        ),
      refuse: writeError,
    };
  };
