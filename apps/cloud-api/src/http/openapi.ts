import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { version } from '@eyrie/platform';

/** `/v1/openapi.json` (OpenAPI 3.1) and a page to read it at `/docs`. */
export function serveOpenApi(app: NestFastifyApplication, cookieName: string): void {
  const configuration = new DocumentBuilder()
    .setTitle('Eyrie')
    .setDescription('Fleets of cameras at places with bad networks.')
    .setVersion(version)
    .setOpenAPIVersion('3.1.0')
    .addCookieAuth(cookieName, { type: 'apiKey', in: 'cookie' }, 'session')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' }, 'device')
    .build();
  const document = SwaggerModule.createDocument(app, configuration);
  SwaggerModule.setup('docs', app, document, {
    jsonDocumentUrl: 'v1/openapi.json',
    yamlDocumentUrl: 'v1/openapi.yaml',
    customSiteTitle: 'Eyrie API',
  });
}
