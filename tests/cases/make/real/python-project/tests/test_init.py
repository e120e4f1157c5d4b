def test_name():
    assert True
