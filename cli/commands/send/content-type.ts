import mime from 'mime';

/** Bytes of a calendar that are searched for its method, which stands before the first event. */
const calendarHeadBytes = 65_536;
const methodLine = /^METHOD(?:;[^:\r\n]*)?:[ \t]*(?<method>[A-Za-z-]+)[ \t]*\r?$/im;

/**
 * Content type of a file by the extension of its name (a file called `.zip` or `zip` has none). For
 * a calendar it includes the method, without which no mail program shows an invitation (RFC 6047).
 */
export const contentTypeOf = (path: string, bytes: Uint8Array): string => {
  const type = mime.getType(`./${path}`) ?? 'application/octet-stream';
  const method = type === 'text/calendar' ? methodIn(bytes) : undefined;
  return method === undefined ? type : `${type}; charset=utf-8; method=${method}`;
};

/** Methods of an invitation, or of a reply to one. RFC 5546 section 1.4 */
const methodIn = (bytes: Uint8Array): string | undefined => {
  const [head = ''] = Buffer.from(bytes.subarray(0, calendarHeadBytes))
    .toString('latin1')
    .split(/^BEGIN:V(?!CALENDAR)/im, 1);
  return methodLine.exec(head)?.groups?.method?.toUpperCase();
};
