import { choose } from './choose.ts';

export const tenants = ['clinic', 'shop', 'T_3-x'] as const;
export const messages = 4;

export const tenantAt = (index: number): string => choose(tenants, index) ?? tenants[0];

export const sesIdOf = (tenant: number, message: number): string =>
  `ses-${tenantAt(tenant)}-${message}`;
export const messageIdOf = (message: number): string => `order-${message}`;
