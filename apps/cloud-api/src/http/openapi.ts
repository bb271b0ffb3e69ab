import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { version } from '@eyrie/platform';
import { withContract } from './api-contract.ts';
import { withNumericBounds } from './exclusive-bounds.ts';

/** The API as OpenAPI 3.1. The application need not be initialised. */
export function describeApi(app: NestFastifyApplication, cookieName: string): OpenAPIObject {
  const configuration = new DocumentBuilder()
    .setTitle('Eyrie')
    .setDescription('Fleets of cameras at places with bad networks.')
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addCookieAuth(cookieName, { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth(
      {
        type: 'http',
        scheme: 'bearer',
        description: 'An API key (eyrie_…), or an access token from POST /v1/auth/token.',
      },
      'bearer',
    )
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'device')
    .build();
  return withContract(withNumericBounds(SwaggerModule.createDocument(app, configuration)));
}

/** `/v1/openapi.json` and a page to read it at `/docs`. */
export function serveOpenApi(app: NestFastifyApplication, cookieName: string): void {
  const document = describeApi(app, cookieName);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'v1/openapi.json',
    yamlDocumentUrl: 'v1/openapi.yaml',
    customSiteTitle: 'Eyrie API',
  });
}
