/** Whose mail the histories tell of. */
export const tenants = ['shop', 'clinic', 'club'] as const;
