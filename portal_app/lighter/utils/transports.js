/* The socket is a web socket and nothing else. */
export const Fetch = undefined;
export const WT = undefined;
export const XHR = undefined;
