/** Form of a word of SES: a bounce type, a feedback type, an error code. Never free text. */
export const wordForm = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;

/** Form of SES's message id. */
export const sesIdForm = /^[A-Za-z0-9._-]{1,128}$/;
