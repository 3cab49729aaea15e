import type {
  ReachedAccount,
  SendingStatus,
  SesTenantStatus,
  StatusOfSes,
  TenantReputation,
} from '../../shared/ses-tenants/ports.ts';

const enabled: StatusOfSes = { status: 'ENABLED', cause: '' };

/** The SES tenants of one account in memory; called before each call, `fault` can make it fail. */
export const memorySesTenants = () => {
  const statuses = new Map<string, SesTenantStatus>();
  const asked: string[] = [];
  const faults: { fault: (call: string, name: string) => void } = { fault: () => {} };
  const nameIn = (arn: string): string => arn.split('/')[1] ?? '';
  const begin = (call: string, name: string): void => {
    asked.push(`${call} ${name}`);
    faults.fault(call, name);
  };
  const of = (name: string): SesTenantStatus =>
    statuses.get(name) ?? { customer: enabled, aws: enabled, policyArn: '' };
  const set = (name: string, changes: Partial<SesTenantStatus>): void =>
    void statuses.set(name, { ...of(name), ...changes });
  const reputation: TenantReputation = {
    find: async (name) => {
      begin('find', name);
      return statuses.has(name)
        ? `arn:aws:ses:eu-west-1:111122223333:tenant/${name}/tn-1`
        : undefined;
    },
    readStatus: async (arn) => {
      begin('readStatus', nameIn(arn));
      return of(nameIn(arn));
    },
    setCustomerStatus: async (arn, status) => {
      begin(`setCustomerStatus ${status}`, nameIn(arn));
      set(nameIn(arn), { customer: { status, cause: 'set by its owner' } });
    },
  };
  return {
    reputationIn: ({ kind }: ReachedAccount) => (kind === 'keys' ? undefined : reputation),
    asked,
    faults,
    add: (name: string) => set(name, {}),
    /** AWS gives a status. */
    aws: (name: string, status: SendingStatus, cause = '') => set(name, { aws: { status, cause } }),
    /** Somebody sets the status of the owner in the console. */
    owner: (name: string, status: SendingStatus) =>
      set(name, { customer: { status, cause: 'set by its owner' } }),
    of,
  };
};
