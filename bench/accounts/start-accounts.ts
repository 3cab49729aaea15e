import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { startSimulator } from '../../local/engines/simulator-process.ts';
import { labDirectory } from '../../local/lab/lab-directory.ts';
import { type SesControl, sesControl } from '../../local/lab/ses-control.ts';
import { createTeardown } from '../../local/stack/teardown.ts';
import { packagedTemplate } from '../../local/template/packaged.ts';
import { readStackResources } from '../../local/template/stack-resources.ts';
import { type Lab, named, startLab } from '../../proofs/crashes/crash-lab.ts';
import { resolveTemplate } from '../../shared/cloudformation/resolve-template.ts';
import type { BenchAccount } from './accounts.ts';

const graceMs = 1_000;
/** No message of a worker that lives becomes visible again before. */
const visibilitySeconds = 120;

/** A running pipeline, with the simulated SES of each account. */
export interface RunningAccounts {
  readonly lab: Lab;
  readonly sesOf: ReadonlyMap<BenchAccount, SesControl>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the pipeline, and a simulated SES of its own for every account that a tenant brings. The
 * bulk queue is closed.
 */
export const startAccounts = async (
  accounts: readonly BenchAccount[],
): Promise<RunningAccounts> => {
  const teardown = createTeardown();
  try {
    const own = accounts.find(({ accountId }) => accountId === undefined);
    const lab = await startLab({
      ...(own === undefined ? {} : { rate: own.rate }),
      quota: -1,
      schedule: false,
      visibilitySeconds,
    });
    teardown.add(lab.stop);
    await lab.poller('bulk').disable();
    const sesOf = new Map<BenchAccount, SesControl>();
    for (const account of accounts) {
      const url =
        account.accountId === undefined
          ? lab.endpoints.ses
          : await startBrought(lab, account, account.accountId, teardown.add);
      sesOf.set(account, sesControl(url));
    }
    // Writes each rate into its ledger, and sets the event sources.
    await lab.stack.invoke('refresh-quota', {});
    return { lab, sesOf, stop: teardown.run };
  } catch (error) {
    await teardown.run();
    throw error;
  }
};

/** Starts the SES of an account that tenants bring, and names it in their items. */
const startBrought = async (
  { endpoints, documents }: Lab,
  { rate, tenantIds }: BenchAccount,
  accountId: string,
  onEnd: (end: () => unknown) => void,
): Promise<string> => {
  const { region } = endpoints;
  const { template } = await packagedTemplate();
  const { configurationSets, identities } = readStackResources(
    // Its events go to the topics of the pipeline.
    resolveTemplate(template, {
      ...{ region, accountId: endpoints.accountId, stackName: 'local', parameters: {} },
      queueUrl: (name) => name,
    }),
  );
  const directory = join(labDirectory, 'accounts');
  await mkdir(directory, { recursive: true });
  const { url, process } = await startSimulator({
    settings: { rate, quota: -1 },
    ...{ port: 0, region, accountId, snsUrl: endpoints.sns, configurationSets, identities },
    configurationFile: join(directory, `${accountId}.json`),
    onLine: () => undefined,
  });
  onEnd(() => process.stop(graceMs));
  for (const tenantId of tenantIds) {
    const ses = { account: accountId, region, endpoint: url };
    const table = named(endpoints.tables, 'tenants');
    await documents.put({ TableName: table, Item: { tenantId, ses } });
  }
  return url;
};
