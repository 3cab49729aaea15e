import { policyInArn, resourceInArn } from '../../../shared/ses-tenants/tenant-arn.ts';
import { exitCodes } from '../../command-io.ts';
import { printDetails } from '../../terminal/details.ts';
import { toneOfState } from '../../terminal/paint.ts';
import type { SesTenantOptions } from './ses.ts';
import { type OpenedSes, type SesTenantIo, withSes } from './with-ses.ts';

/**
 * `ses-pipeline tenants ses show TENANT`: the SES tenant as SES has it.
 *
 * @returns 0; 1 when SES does not answer or does not permit it; 3 when SES has no such tenant, or
 *   its mail does not go
 */
export const showSesTenant = (
  tenantId: string,
  options: SesTenantOptions,
  io: SesTenantIo,
): Promise<number> =>
  withSes(tenantId, options.name, io, async (opened) => {
    const { ses, name, item } = opened;
    const arn = await ses.find(name);
    if (arn === undefined) {
      io.printError(
        item.sesTenant === name
          ? `SES has no tenant ${name}, and mail of tenant ${tenantId} is sent as it: SES refuses it. Make it (tenants ses create).`
          : `SES has no tenant ${name}.`,
      );
      return exitCodes.wrong;
    }
    const shown = await read(tenantId, opened, arn);
    if (options.json) io.print(JSON.stringify(shown));
    else print(shown, io);
    const isOff = [shown.customer, shown.aws].some(({ status }) => status === 'DISABLED');
    return isOff ? exitCodes.wrong : exitCodes.fine;
  });

const read = async (tenantId: string, { ses, name, item }: OpenedSes, arn: string) => {
  const { customer, aws, policyArn } = await ses.readStatus(arn);
  const resources = (await ses.listResources(name)).map((each) => resourceInArn(each) ?? each);
  const policy = policyInArn(policyArn) ?? null;
  const isUsed = item.sesTenant === name;
  return { tenantId, sesTenant: name, isUsed, arn, customer, aws, policy, resources };
};

const print = (
  {
    tenantId,
    sesTenant,
    isUsed,
    customer,
    aws,
    policy,
    resources,
  }: Awaited<ReturnType<typeof read>>,
  io: SesTenantIo,
): void =>
  printDetails(
    [{ text: tenantId }, { text: `SES tenant ${sesTenant}` }],
    [
      { label: 'mail', text: isUsed ? 'is sent as it' : 'is not sent as it' },
      ...[
        { label: 'by AWS', ...aws },
        { label: 'by owner', ...customer },
      ].map(({ label, status, cause }) => ({
        label,
        text: cause === '' ? status : `${status}  ${cause}`,
        tone: toneOfState(status === 'DISABLED' ? 'paused' : 'healthy'),
      })),
      { label: 'policy', text: policy ?? 'unknown' },
      ...resources.map((text, index) => ({ label: index === 0 ? 'resources' : '', text })),
    ],
    io,
  );
