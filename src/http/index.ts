/** HTTP/1.1 messages to bytes and back, as plain data: knows no connection. */
export { HttpError, type HttpHeader } from "./message.ts";
export { renderRequest, type HttpRequest } from "./request.ts";
export { headerValue, ResponseParser, type ResponseHead } from "./response-parser.ts";
