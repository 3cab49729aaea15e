import { queryBulkStatus } from '../../shared/ses-api/wire/bulk.ts';
import type { HttpAnswer } from '../../shared/ses-api/wire/http-answer.ts';
import {
  type QueryValue,
  writeQueryError,
  writeQueryResult,
} from '../../shared/ses-api/wire/query-answer.ts';
import { nestForm, readForm } from '../../shared/ses-api/wire/query-form.ts';
import { isQuerySending, readQuerySubmission } from '../../shared/ses-api/wire/query-submission.ts';
import { type Refusal, refuse } from '../../shared/ses-api/wire/refusal.ts';
import { type AccountAction, accountActions } from './account-answers.ts';
import type { DoorCall } from './door-call.ts';
import type { DoorRequest } from './door-request.ts';
import type { SesDoorPorts } from './ports.ts';
import { submit } from './submit.ts';

const missingAction = refuse(
  'MissingAction',
  'The request is missing an action or a required parameter.',
);

/** Answers a call of API v1. */
export const answerQuery = async (
  ports: SesDoorPorts,
  call: DoorCall,
  { body }: DoorRequest,
): Promise<HttpAnswer> => {
  const refused = (refusal: Refusal): HttpAnswer => writeQueryError(refusal, call.requestId);
  const form = readForm(body);
  if (form.kind === 'refused') return refused(form);
  const action = form.parameters.get('Action');
  if (action === undefined) return refused(missingAction);
  const result = (value: QueryValue): HttpAnswer => writeQueryResult(action, value, call.requestId);
  const account: AccountAction | undefined = accountActions.get(action);
  if (account !== undefined) return result(await account(ports, call.sender.key.tenantId));
  if (!isQuerySending(action)) return refused(notTaken(action));
  const members = nestForm(form.parameters);
  if (members.kind === 'refused') return refused(members);
  const submitted = readQuerySubmission(action, members.value);
  if (submitted.kind === 'refused') return refused(submitted);
  const sent = await submit(ports, call.sender, submitted);
  switch (sent.kind) {
    case 'refused':
      return refused(sent);
    case 'mail':
      return result({ MessageId: sent.messageId });
    case 'bulk':
      return result({ Status: sent.answers.map(queryBulkStatus) });
    default:
      return sent satisfies never;
  }
};

const notTaken = (action: string): Refusal =>
  refuse(
    'InvalidAction',
    `Could not find operation ${action.slice(0, 100)}: this endpoint takes SendEmail, SendRawEmail, SendTemplatedEmail, SendBulkTemplatedEmail, GetSendQuota and GetSendStatistics. Call SES itself for others.`,
  );
