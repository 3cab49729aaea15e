/** Tenants of the histories. */
export const tenants = ['shop', 'clinic', 'club'] as const;
