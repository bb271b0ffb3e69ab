# The control plane: `docker build -f deploy/images/cloud-api.Dockerfile -t eyrie/cloud-api .` at the root.
ARG BASE=docker.io/library/node:24-trixie-slim

FROM ${BASE} AS build
WORKDIR /build
COPY . .
RUN node tools/ensure-deps.cjs && npm run build && node tools/ensure-dashboard.mjs
# What serving takes, and nothing else: no tools of development, no Postgres of the local fleet.
RUN node deploy/images/collect.mjs /app

FROM ${BASE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Eyrie cloud API" \
      org.opencontainers.image.description="Control plane of Eyrie: REST, realtime, edge gateway, dashboard" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production NODE_OPTIONS=--enable-source-maps
COPY --from=build /app /app
WORKDIR /app
# Nobody's own name: Kubernetes wants a number to see that it is not root's.
USER 10001:10001
EXPOSE 3000 9090
# Node hears signals as the first process too: it leaves no children behind.
ENTRYPOINT ["node", "/app/apps/cloud-api/bin/cloud.mjs"]
CMD ["serve"]
