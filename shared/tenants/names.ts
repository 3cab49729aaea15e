/**
 * Name under which mail is kept that no tenant claims. No tenant can have it, so nothing that is
 * kept there is ever taken for a tenant's.
 */
export const unassignedTenant = 'unassigned';

/** Form of a tenant's id: it stands in keys, tags and paths. */
export const tenantIdForm = /^(?!unassigned$)[A-Za-z0-9_-]{1,64}$/;

/** Noun of the tenants in the paths of the API. */
export const nounForm = /^[a-z][a-z-]{0,31}$/;
