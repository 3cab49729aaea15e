import { changeSettings, switchTenant } from './change-settings.ts';
import type { CommunicationConfig } from './communication-config.ts';
import type { SwitchPauses, TenantBook } from './ports.ts';
import { type AccountChange, type AccountPorts, setAccount } from './set-account.ts';
import { wishOf } from './tenant-config.ts';

export interface ConfigPorts extends AccountPorts {
  readonly tenants: TenantBook;
  readonly pauses: SwitchPauses;
  readonly now: () => number;
}

/**
 * Puts a tenant's configuration document in place of the one before: first its account, then its
 * senders, then its switch. What a crash leaves undone, the same document does when it comes again.
 */
export const replaceConfig = async (
  ports: ConfigPorts,
  tenantId: string,
  config: CommunicationConfig,
): Promise<AccountChange> => {
  const { credentials = {}, enabled } = config.email.primary;
  const before = await ports.tenants.read(tenantId);
  const account = await setAccount(ports, tenantId, credentials, before);
  if (account.kind === 'refused')
    return {
      kind: 'refused',
      problems: account.problems.map((problem) => `email.primary.credentials.${problem}`),
    };
  if (account.kind !== 'done') return account;
  const changed = await changeSettings(
    ports.tenants,
    tenantId,
    ({ settings = {} }) => wishOf(config, settings),
    before,
  );
  if (changed === undefined) return { kind: 'conflict' };
  await switchTenant(ports, tenantId, enabled, changed);
  return { kind: 'done' };
};
