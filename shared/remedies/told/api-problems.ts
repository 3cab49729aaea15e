/** Problems of the API: what each is called, and what to do. RFC 9457 */
export const apiProblems = {
  unauthorized: {
    title: 'No valid token',
    remedy: 'Send a valid token of the configured issuer in the header Authorization: Bearer ….',
  },
  forbidden: {
    title: 'Not allowed',
    remedy: 'The roles of the token do not allow this for this tenant.',
  },
  'not-found': {
    title: 'Not found',
    remedy: 'There is nothing at this path; see /openapi.json.',
  },
  'method-not-allowed': {
    title: 'Method not allowed',
    remedy: 'Use a method that the header Allow names.',
  },
  'not-json': {
    title: 'Not JSON',
    remedy: 'Send the body as application/json in UTF-8.',
  },
  'too-large': {
    title: 'Too large',
    remedy: 'The body is larger than this operation takes; see docs/api.md.',
  },
  invalid: {
    title: 'Not valid',
    remedy: 'Correct what errors lists, and send it again.',
  },
  conflict: {
    title: 'Not as things stand',
    remedy: 'Others change the settings of this tenant right now; send it again.',
  },
  busy: {
    title: 'Too much at once',
    remedy:
      'As much of this work is under way as the API does at once. Send it again after the time in Retry-After.',
  },
  unavailable: {
    title: 'Not now',
    remedy: 'A service behind the API does not answer. Nothing is lost: send the request again.',
  },
  failed: {
    title: 'Failed',
    remedy: 'The API failed at this request; its log has the reason under the request id.',
  },
} as const;
