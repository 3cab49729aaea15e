/** Form of a tenant's id: it stands in keys, tags and paths. */
export const tenantIdForm = /^[A-Za-z0-9_-]{1,64}$/;

/** Noun of the tenants in the paths of the API. */
export const nounForm = /^[a-z][a-z-]{0,31}$/;
