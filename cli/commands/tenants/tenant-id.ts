import { tenantIdForm } from '../../../shared/tenants/names.ts';
import type { CommandIo } from '../../command-io.ts';

/** Whether a text can be the id of a tenant; says so when it cannot. */
export const isTenantId = (tenantId: string, io: Pick<CommandIo, 'printError'>): boolean => {
  const fits = tenantIdForm.test(tenantId);
  if (!fits) io.printError('A tenant id has 1 to 64 of A-Z a-z 0-9 _ and -.');
  return fits;
};
