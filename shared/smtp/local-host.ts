const localAddress =
  /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|::1$|f[cd][0-9a-f]{2}:|fe80:)/i;
const localName = /(?:^localhost|\.(?:localhost|local|internal|test))$/i;
const addressForm = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*)$/i;

/** Whether a host is of this machine or network, so that plain text to it leaves neither. */
export const isLocalHost = (host: string): boolean =>
  addressForm.test(host)
    ? localAddress.test(host)
    : localName.test(host) || /^[a-z0-9-]+$/i.test(host);
