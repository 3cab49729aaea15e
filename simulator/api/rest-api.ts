import type { SesWorld } from '../world.ts';
import type { ApiCall } from './api-call.ts';
import { restMembers } from './call-members.ts';
import { checkMembers, valuesWithin } from './check-members.ts';
import { callThrottle, type Refusal, refuse } from './refusal.ts';
import { accountOperations } from './rest-account.ts';
import { writeRestAnswer, writeRestError } from './rest-answer.ts';
import type { RestOperation } from './rest-operation.ts';
import { reputationOperations } from './rest-reputation.ts';
import type { RestRequest } from './rest-request.ts';
import { sendEmail } from './rest-sending.ts';
import { suppressionOperations } from './rest-suppressions.ts';
import { tenantResourceOperations } from './rest-tenant-resources.ts';
import { tenantNamed, tenantOperations } from './rest-tenants.ts';

const operations: readonly RestOperation[] = [
  sendEmail,
  ...accountOperations,
  ...suppressionOperations,
  ...tenantOperations,
  ...tenantResourceOperations,
  ...reputationOperations,
];

const refused = (refusal: Refusal): ApiCall => ({
  isSending: false,
  run: async () => writeRestError(refusal),
  refuse: writeRestError,
});

/**
 * The part of the v2 API that goes with sending: REST with JSON.
 *
 * @param mayCall - whether this operation may be called now; undefined: no limit of one per second
 */
export const createRestApi =
  (world: SesWorld, mayCall: ((action: string) => boolean) | undefined) =>
  (request: RestRequest): ApiCall => {
    if (!request.isSigned)
      return refused(refuse('MissingAuthenticationToken', 'Missing Authentication Token', 403));
    const [path = ''] = request.url.split('?');
    for (const operation of operations) {
      const match = operation.method === request.method ? operation.path.exec(path) : null;
      if (match === null) continue;
      const isSending = operation === sendEmail;
      if (!isSending && mayCall !== undefined && !mayCall(`v2 ${operation.name}`))
        return refused(callThrottle);
      const invalid = checkRequest(world, operation.name, request);
      if (invalid !== undefined) {
        if (isSending) world.record.refuse(invalid.code, false, false, 0, world.clock());
        return refused(invalid);
      }
      return {
        isSending,
        run: async () =>
          writeRestAnswer(operation.run(world, request, decodeURIComponent(match[1] ?? ''))),
        refuse: writeRestError,
      };
    }
    return refused(refuse('UnknownOperation', 'The simulator does not know this operation.'));
  };

const checkRequest = (
  world: SesWorld,
  operation: string,
  request: RestRequest,
): Refusal | undefined => {
  const values = membersIn(request);
  return (
    missingTenant(world, operation, new Map(values).get('TenantName')) ??
    checkMembers(restMembers.get(operation), values) ??
    missingList(new Map(values))
  );
};

/**
 * Values in query and body, by the names of the members. A list in the query repeats its name in
 * the singular.
 */
const membersIn = ({ url, body }: RestRequest): readonly (readonly [string, string])[] => [
  ...[...new URL(url, 'http://localhost').searchParams].map(
    ([name, value]) => [name === 'Reason' ? 'Reasons[]' : name, value] as const,
  ),
  ...valuesWithin(jsonOf(body)),
];

const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body === '' ? '{}' : body);
  } catch {
    // The operation refuses such a body.
    return undefined;
  }
};

/** There are no contact lists here, so any that a call names is missing. */
const missingList = (values: ReadonlyMap<string, string>): Refusal | undefined => {
  const list = values.get('ListManagementOptions.ContactListName');
  return list === undefined
    ? undefined
    : refuse('NotFound', `List with name: ${list} doesn't exist.`);
};

/** SES looks for the tenant of a suppression list before anything else. */
const missingTenant = (
  world: SesWorld,
  operation: string,
  name: string | undefined,
): Refusal | undefined => {
  if (name === undefined || !/SuppressedDestination/.test(operation)) return undefined;
  const tenant = tenantNamed(world, name);
  return 'code' in tenant ? tenant : undefined;
};
