FROM node:22-bookworm-slim AS client
WORKDIR /src/client
COPY client/package.json client/package-lock.json ./
RUN npm ci --no-fund --no-audit
COPY client ./
RUN npm run build

FROM python:3.13-slim-bookworm AS python
WORKDIR /src
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_PROJECT_ENVIRONMENT=/opt/congvu UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
ENV CONGVU_BUILD_WITHOUT_CLIENT=1
COPY pyproject.toml uv.lock hatch_build.py README.md LICENSE ./
RUN uv sync --locked --no-default-groups --no-install-project
COPY server ./server
COPY signaling ./signaling
COPY learning ./learning
RUN uv sync --locked --no-default-groups --no-editable

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --home /var/lib/congvu --create-home congvu
COPY --from=python /opt/congvu /opt/congvu
COPY --from=client /src/client/dist /usr/share/congvu/client
ENV PATH=/opt/congvu/bin:$PATH \
    CONGVU_HOST=0.0.0.0 \
    CONGVU_DATA_DIR=/var/lib/congvu \
    CONGVU_CLIENT_DIR=/usr/share/congvu/client \
    CONGVU_LOG_FORMAT=json
USER congvu
VOLUME /var/lib/congvu
EXPOSE 8080/tcp 40000/udp
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/readyz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["congvu", "serve"]
