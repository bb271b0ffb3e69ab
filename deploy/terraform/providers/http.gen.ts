/* Written by `npm run generate` from schemas/http.json. */
import { ConfiguredProvider, Data, type Reference } from './resource.ts';

interface HttpDataTypes {
  http: {
    takes: {
      readonly ca_cert_pem?: string;
      readonly client_cert_pem?: string;
      readonly client_key_pem?: string;
      readonly insecure?: boolean | Reference;
      readonly method?: string;
      readonly request_body?: string;
      readonly request_headers?: Readonly<Record<string, string>> | Reference;
      readonly request_timeout_ms?: number | Reference;
      readonly url: string;
    };
    gives:
      | 'ca_cert_pem'
      | 'client_cert_pem'
      | 'client_key_pem'
      | 'insecure'
      | 'method'
      | 'request_body'
      | 'request_headers'
      | 'request_timeout_ms'
      | 'url'
      | 'body'
      | 'id'
      | 'response_body'
      | 'response_body_base64'
      | 'status_code'
      | 'response_headers';
  };
}

/** What is read from hashicorp/http, by its type. */
export class HttpData<T extends keyof HttpDataTypes> extends Data<HttpDataTypes, T> {}

/** The provider hashicorp/http: the version that the types were made from, or a later minor one. */
export class HttpProvider extends ConfiguredProvider<{ readonly alias?: string }> {
  static readonly binding = { source: 'hashicorp/http', version: '3.5.0' } as const;
}
