/** What a caller does with a tenant. */
export type Right =
  /** Reads settings, messages, suppressions, reputation. */
  | 'view'
  /** Changes settings, credentials and suppressions, sends test mail. */
  | 'change'
  /** Hands over mail. */
  | 'send'
  /** Pauses, resumes, and whatever concerns more than the tenant's own wishes. */
  | 'operate';

/** Rights of each role, and whether it has them for every tenant or for its own. */
const roleTable = {
  SUPER_ADMIN: { reach: 'every', rights: ['view', 'change', 'send', 'operate'] },
  TENANT_ADMIN: { reach: 'own', rights: ['view', 'change', 'send'] },
  TENANT_VIEWER: { reach: 'own', rights: ['view'] },
  /** A service that only hands over mail. */
  SENDER: { reach: 'own', rights: ['send'] },
  /** The same under the names of a platform of clinics. */
  CLINIC_ADMIN: { reach: 'own', rights: ['view', 'change', 'send'] },
  LOCATION_HEAD: { reach: 'own', rights: ['view'] },
} as const satisfies Readonly<
  Record<string, { readonly reach: 'every' | 'own'; readonly rights: readonly Right[] }>
>;

export type Role = keyof typeof roleTable;

export const isRole = (name: string): name is Role => Object.hasOwn(roleTable, name);

/** Who calls, as its token says. */
export interface Principal {
  /** Claim `sub`: the person or service, for the audit. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** Its own tenant; undefined when the token names none. */
  readonly tenantId: string | undefined;
}

/** Whether one of the caller's roles lets it do this with this tenant. */
export const mayDo = ({ roles, tenantId: own }: Principal, right: Right, tenantId: string) =>
  roles.some((role) => {
    const {
      reach,
      rights,
    }: { readonly reach: 'every' | 'own'; readonly rights: readonly Right[] } = roleTable[role];
    return rights.includes(right) && (reach === 'every' || own === tenantId);
  });
