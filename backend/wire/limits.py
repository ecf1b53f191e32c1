"""Every size, rate and lifetime that the server keeps, in one place; an operator can change each."""

import msgspec

SERVER_NAME_LENGTH = 60
"""Characters of a server's name: what fits into an announcement on the network, and onto a screen."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Defaults of the delivery contract. Lengths are characters, `_bytes` bytes, `_seconds` seconds."""

    body_bytes: int = 64 * 1024
    frame_bytes: int = 64 * 1024
    json_depth: int = 16
    message_length: int = 4_000
    username_length: int = 150
    name_length: int = 150
    email_length: int = 254
    room_name_length: int = 128
    description_length: int = 1_024
    password_min_length: int = 8
    password_max_length: int = 256
    device_name_length: int = 150
    search_length: int = 150
    token_length: int = 4_096
    page_default: int = 50
    page_max: int = 200
    search_default: int = 10
    search_min_length: int = 2
    group_members: int = 500
    avatar_bytes: int = 1024 * 1024
    avatar_pixels: int = 25_000_000
    welcome_page_bytes: int = 256 * 1024
    invite_uses: int = 1_000
    invite_seconds: int = 90 * 24 * 3600

    message_burst: int = 60
    messages_per_second: float = 5.0
    login_failures: int = 5
    login_wait_max_seconds: int = 60
    logins_per_minute: int = 20
    registrations_per_hour: int = 10
    invite_checks_per_minute: int = 30
    pictures_per_hour: int = 60
    sockets_per_user: int = 10
    sockets_total: int = 10_000
    sockets_waiting_per_address: int = 50
    """Sockets of one address that haven't said yet who they are."""

    write_queue_length: int = 2_000
    socket_queue_events: int = 4_096
    socket_queue_bytes: int = 1024 * 1024
    socket_stall_seconds: float = 10.0
    bad_frames_per_minute: int = 100

    authentication_seconds: float = 5.0
    heartbeat_seconds: float = 20.0
    lease_seconds: float = 60.0
    offline_grace_seconds: float = 10.0
    access_token_seconds: int = 600
    refresh_token_seconds: int = 30 * 24 * 3600
    refresh_grace_seconds: int = 60
    reset_code_seconds: int = 24 * 3600
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    linger_seconds: float = 5.0
    """How long the rest of a refused body is read, so that its sender gets to see the answer."""
    keepalive_seconds: float = 75.0
    ready_seconds: float = 2.0
    """How long the database may take to show that it works."""
    shutdown_seconds: float = 10.0


UNLIMITED_RATES = {
    "message_burst": 1_000_000_000,
    "messages_per_second": 1e9,
    "login_failures": 1_000_000_000,
    "logins_per_minute": 1_000_000_000,
    "registrations_per_hour": 1_000_000_000,
    "invite_checks_per_minute": 1_000_000_000,
    "pictures_per_hour": 1_000_000_000,
    "sockets_per_user": 1_000_000_000,
    "sockets_total": 1_000_000_000,
    "sockets_waiting_per_address": 1_000_000_000,
}
"""What `--limits off` changes: rates and counts, never sizes."""
