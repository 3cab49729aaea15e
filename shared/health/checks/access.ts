import { type Check, judged } from '../check.ts';
import { failure, type Judgement, notHere, ok, warning } from '../finding.ts';
import type { Observation } from '../observation.ts';
import type { Observed } from '../observed.ts';
import type { AccessKeyAge, Caller } from '../ports.ts';

const day = 86_400_000;

/** Age from which AWS asks to replace a key; days. */
const oldestKeyDays = 90;

/** Name of the calling IAM user; undefined for a role, the root user, or an unknown caller. */
export const userOf = (caller: Observation<Caller>): string | undefined =>
  caller.kind === 'known' ? /:user\/(?:.*\/)?([^/]+)$/.exec(caller.value.arn)?.[1] : undefined;

const credentials: Check = {
  id: 'credentials',
  finds: 'credentials that AWS does not accept',
  holds: 'AWS accepts the credentials',
  reads: ['sts:GetCallerIdentity'],
  source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html',
  judge: ({ caller, place }) =>
    caller.kind === 'refused'
      ? [
          failure(
            '',
            `AWS does not accept the credentials (${caller.code}), so nothing else can be told`,
            'Sign in again, or name other credentials.',
            'aws sso login',
            'export AWS_PROFILE=NAME',
          ),
        ]
      : judged(caller, '', ({ account, arn }) =>
          ok('', `${arn}, account ${account}, ${place.region}`),
        ),
};

const region: Check = {
  id: 'region',
  finds: 'addresses of another region in the environment',
  holds: 'every service is asked in this region',
  reads: [],
  source: 'https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html',
  judge: ({ place }) => {
    const strays = Object.entries(place.endpoints).flatMap(([service, url]) => {
      const other = regionIn(url);
      return other === undefined || other === place.region ? [] : [{ service, url, other }];
    });
    if (strays.length === 0) return [ok('', `${place.region}, and every service is asked there`)];
    return strays.map(({ service, url, other }) =>
      failure(
        service,
        `${url} is in ${other}; the pipeline is in ${place.region}`,
        'Take the address out of the environment, or name the region that it is in.',
        `unset AWS_ENDPOINT_URL_${service.toUpperCase()}`,
      ),
    );
  },
};

/** Region in the name of an AWS host; undefined for other hosts, and for AWS's without a region. */
const regionIn = (url: string): string | undefined => {
  const { hostname } = new URL(url);
  if (!/\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(hostname)) return undefined;
  return /(?:^|\.)([a-z]{2}(?:-[a-z]+)+-\d)\./.exec(hostname)?.[1];
};

const rootCredentials: Check = {
  id: 'root-credentials',
  finds: 'credentials of the root user in daily use',
  holds: 'the caller is not the root user',
  reads: ['sts:GetCallerIdentity'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-best-practices.html',
  judge: ({ caller }) =>
    judged(caller, '', ({ arn }) =>
      arn.endsWith(':root')
        ? warning(
            arn,
            'these are credentials of the root user, whom no policy limits',
            'Use a role or IAM Identity Center, and delete the access keys of the root user.',
            'aws configure sso',
          )
        : ok('', 'the caller is not the root user'),
    ),
};

const callerKeys: Check = {
  id: 'access-keys',
  finds: `access keys of the calling IAM user that are older than ${oldestKeyDays} days`,
  holds: `no access key of the caller is older than ${oldestKeyDays} days`,
  reads: ['iam:ListAccessKeys'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html',
  judge: ({ caller, callerKeys: keys, nowMs }) => {
    const user = userOf(caller);
    return user === undefined && caller.kind === 'known'
      ? [notHere('', 'the caller is no IAM user: its credentials end by themselves')]
      : judged(keys, '', (all) => judgeKeys(all, user ?? '', nowMs));
  },
};

const judgeKeys = (
  keys: readonly AccessKeyAge[],
  user: string,
  nowMs: number,
): readonly Judgement[] => {
  const old = keys.filter(
    ({ createdAtMs, isActive }) => isActive && daysSince(createdAtMs, nowMs) > oldestKeyDays,
  );
  if (old.length === 0) return [ok('', `${keys.length} access keys of ${user}, none too old`)];
  return old.map(({ id, createdAtMs }) =>
    warning(
      id,
      `is ${daysSince(createdAtMs, nowMs)} days old`,
      'Create another key, use it, then take the old one out of use.',
      `aws iam create-access-key --user-name ${user}`,
      `aws iam update-access-key --user-name ${user} --access-key-id ${id} --status Inactive`,
    ),
  );
};

const storedKeys: Check = {
  id: 'stored-keys',
  finds: `access keys of tenants, and of their programs, that are older than ${oldestKeyDays} days`,
  holds: `no stored key is older than ${oldestKeyDays} days`,
  reads: ['dynamodb:Scan'],
  source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html',
  judge: ({ tenantKeys, place, nowMs }: Observed) =>
    judged(tenantKeys, '', (keys) => {
      const old = keys.filter(({ setAtMs }) => daysSince(setAtMs, nowMs) > oldestKeyDays);
      if (old.length === 0) return ok('', `${keys.length} keys of tenants, none too old`);
      return old.map(({ tenantId, kind, id, setAtMs }) =>
        warning(
          `${tenantId} ${id}`,
          `is ${daysSince(setAtMs, nowMs)} days old`,
          kind === 'ses-account'
            ? 'Let the tenant create another key, and store it: the old one is used for a while beside it.'
            : 'Create another key, let the program use it, then revoke the old one.',
          ...(kind === 'ses-account'
            ? [`${place.command} tenants key set ${tenantId}`]
            : [
                `${place.command} tenants keys create ${tenantId}`,
                `${place.command} tenants keys revoke ${id}`,
              ]),
        ),
      );
    }),
};

/** Who calls, from where, and with which keys. */
export const accessChecks: readonly Check[] = [
  credentials,
  region,
  rootCredentials,
  callerKeys,
  storedKeys,
];

const daysSince = (atMs: number, nowMs: number): number => Math.floor((nowMs - atMs) / day);
