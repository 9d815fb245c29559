# The network that the server in ../cloud-vm stands in: its address is the one of that server's own files.
provider "aws" {
  region = "eu-central-1"
}

variable "block" {
  default = "10.9.0.0/16"
}

resource "aws_vpc" "apps" {
  cidr_block = var.block
}

resource "aws_internet_gateway" "out" {
  vpc_id = aws_vpc.apps.id
}

resource "aws_subnet" "apps" {
  vpc_id     = aws_vpc.apps.id
  cidr_block = cidrsubnet(var.block, 8, 0)
}

resource "aws_route_table" "apps" {
  vpc_id = aws_vpc.apps.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.out.id
  }
}

resource "aws_route_table_association" "apps" {
  subnet_id      = aws_subnet.apps.id
  route_table_id = aws_route_table.apps.id
}

resource "aws_security_group" "app" {
  description = "HTTPS for everybody; the cache for nobody, whatever the server's own rules say"
  vpc_id      = aws_vpc.apps.id

  ingress {
    protocol    = "tcp"
    from_port   = 443
    to_port     = 443
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    protocol    = "-1"
    from_port   = 0
    to_port     = 0
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_instance" "app" {
  ami                    = "ami-0a1b2c3d"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.apps.id
  private_ip             = "10.9.0.10"
  vpc_security_group_ids = [aws_security_group.app.id]
}
