/** What Stripe answers when it says no: the SDK makes an error of its own kind of it. */
export class Fault extends Error {
  readonly status: number;
  readonly body: {
    type: string;
    message: string;
    code?: string;
    param?: string;
    decline_code?: string;
    [more: string]: unknown;
  };

  constructor(status: number, body: Fault["body"]) {
    super(body.message);
    this.status = status;
    this.body = body;
  }
}

export const invalid = (message: string, more: { code?: string; param?: string } = {}) =>
  new Fault(400, { type: "invalid_request_error", message, ...more });

export const missing = (noun: string, id: string, param = "id") =>
  new Fault(404, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${noun}: '${id}'`,
    param,
  });
