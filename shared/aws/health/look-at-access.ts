import { paginateListAccessKeys } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Looks } from '../../health/looks.ts';
import type { AccessKeyAge } from '../../health/ports.ts';
import type { HealthClients } from './health-clients.ts';

/** Who calls, and with which keys. */
export const lookAtAccess = ({
  sts,
  iam,
}: Pick<HealthClients, 'sts' | 'iam'>): Pick<Looks, 'caller' | 'callerKeys'> => ({
  caller: async () => {
    const { Account = '', Arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
    return { account: Account, arn: Arn };
  },
  callerKeys: async (user) => {
    const keys: AccessKeyAge[] = [];
    for await (const page of paginateListAccessKeys({ client: iam }, { UserName: user }))
      for (const { AccessKeyId = '', CreateDate, Status } of page.AccessKeyMetadata ?? [])
        keys.push({
          id: AccessKeyId,
          createdAtMs: CreateDate?.getTime() ?? 0,
          isActive: Status === 'Active',
        });
    return keys;
  },
});
